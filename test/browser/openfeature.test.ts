import type { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
import type { OpenFeature, Provider } from "@openfeature/web-sdk";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DEMO_SITE_KEY } from "../../src/cli/seed.ts";
import { inTop } from "../../src/cli/paths.ts";
import { launchChromium } from "../support/chromium.ts";
import { startDemo, type Demo } from "../support/demo.ts";

declare global {
  interface Window {
    flags: {
      readonly OpenFeature: typeof OpenFeature;
      readonly OFREPWebProvider: new (options: ConstructorParameters<typeof OFREPWebProvider>[0]) => Provider;
    };
  }
}

let demo: Demo;
let chromium: Browser;
let client: string;

beforeAll(async () => {
  [demo, chromium, client] = await Promise.all([startDemo(), launchChromium(), bundleClient()]);
});
afterAll(async () => {
  await chromium?.close();
  await demo?.stop();
});

/** OpenFeature's web client and its own provider as a site would host them itself. */
async function bundleClient(): Promise<string> {
  const contents = `
    import { OpenFeature } from "@openfeature/web-sdk";
    import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
    window.flags = { OpenFeature, OFREPWebProvider };`;
  const { outputFiles } = await build({ stdin: { contents, resolveDir: inTop(".") }, bundle: true, format: "iife", write: false });
  return outputFiles[0]?.text ?? "";
}

const FLAG = "hero-shoes";

/** Asks for the flags under a context and says what the client then holds of one. */
function ask(page: Page, said: string): Promise<{ readonly value: unknown; readonly reason: string | undefined }> {
  return page.evaluate(
    async ([key, word]) => {
      const { OpenFeature } = window.flags;
      await OpenFeature.setContext({ targetingKey: "page", word });
      const { value, reason } = OpenFeature.getClient().getObjectDetails(key, { headline: "code" });
      return { value, reason };
    },
    [FLAG, said] as const,
  );
}

/** The answers the client gets: status and entity tag of each. */
function watch(page: Page): { readonly status: number; readonly etag: string | undefined }[] {
  const answers: { status: number; etag: string | undefined }[] = [];
  page.on("response", (response) => {
    if (response.url().endsWith("/evaluate/flags")) answers.push({ status: response.status(), etag: response.headers()["etag"] });
  });
  return answers;
}

const refresh = (page: Page): Promise<void> =>
  page.evaluate(() => {
    document.dispatchEvent(new Event("visibilitychange"));
  });

it("OpenFeature's web client follows the consent of its browser, and keeps nothing in it", async () => {
  const context = await chromium.newContext({ extraHTTPHeaders: { "x-earnest-country": "DE" }, locale: "en-GB", bypassCSP: true });
  const page = await context.newPage();
  const answers = watch(page);
  await page.goto(demo.base);
  await page.addScriptTag({ content: client });
  await page.evaluate(async (key) => {
    const { OpenFeature, OFREPWebProvider } = window.flags;
    await OpenFeature.setContext({ targetingKey: "page" });
    const headers: [string, string][] = [["Authorization", `Bearer ${key}`]];
    await OpenFeature.setProviderAndWait(
      new OFREPWebProvider({ baseUrl: location.origin, headers, cacheMode: "disabled", pollInterval: 0 }),
    );
  }, DEMO_SITE_KEY);
  expect(await ask(page, "before")).toEqual({ value: { headline: "code" }, reason: "UNKNOWN" });

  const granted = page.waitForResponse((response) => response.url().endsWith("/v1/consent") && response.request().method() === "POST");
  await page.getByRole("button", { name: "Accept all" }).click();
  expect((await granted).status()).toBe(201);
  for (let product = 0; product < 3; product++) {
    const viewed = await page.evaluate(
      async ([key, at]) => {
        const body = { event: "Product Viewed", properties: { category: "shoes", product: `p${at}` }, messageId: `m${at}` };
        const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
        return (await fetch("/v1/track", { method: "POST", headers, body: JSON.stringify(body) })).status;
      },
      [DEMO_SITE_KEY, product] as const,
    );
    expect(viewed).toBe(200);
  }
  expect(await ask(page, "after")).toMatchObject({ value: { headline: expect.not.stringMatching("code") } });
  const personalized = answers.at(-1);
  const unchanged = page.waitForResponse((response) => response.url().endsWith("/evaluate/flags"));
  await refresh(page);
  expect((await unchanged).status()).toBe(304);

  const withdrawn = await page.evaluate(async (key) => {
    return (await fetch("/v1/consent", { method: "DELETE", headers: { authorization: `Bearer ${key}` } })).status;
  }, DEMO_SITE_KEY);
  expect(withdrawn).toBe(200);
  const changed = page.waitForResponse((response) => response.url().endsWith("/evaluate/flags"));
  await refresh(page);
  expect((await changed).status()).toBe(200);
  expect(answers.at(-1)?.etag).not.toBe(personalized?.etag);
  expect(await ask(page, "after")).toEqual({ value: { headline: "code" }, reason: "UNKNOWN" });
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("ofrep")))).toEqual([]);
});
