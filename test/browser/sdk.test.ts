import { readFile } from "node:fs/promises";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEMO_SECRET_KEY, DEMO_SITE_KEY } from "../../src/cli/seed.ts";
import { inTop } from "../../src/cli/paths.ts";
import type { EarnestBrowser } from "../../src/sdk/browser.ts";
import { EarnestServer } from "../../src/sdk/server.ts";
import { EarnestTestKit } from "../../src/sdk/test-kit.ts";
import { launchChromium } from "../support/chromium.ts";
import { startDemo, type Demo } from "../support/demo.ts";

declare global {
  interface Window {
    client: EarnestBrowser;
    makeClient: (key: string, host?: string) => EarnestBrowser;
  }
}

const VIEW = { category: "shoes", product: "trail", price: 100 };
let demo: Demo;
let chromium: Browser;
let client: string;

beforeAll(async () => {
  [demo, chromium, client] = await Promise.all([startDemo(), launchChromium(), bundled()]);
});
afterAll(async () => {
  await chromium?.close();
  await demo?.stop();
});

async function bundled(): Promise<string> {
  const contents = `
    import { EarnestBrowser } from "./src/sdk/browser.ts";
    window.makeClient = (key, host) => new EarnestBrowser({ key, ...(host ? { host } : {}) });`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: inTop("."), loader: "ts" },
    bundle: true,
    format: "iife",
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}

describe("the clients", () => {
  it("in a page choose, tell, decide, report and withdraw, and on a server find the same person", async () => {
    const context = await chromium.newContext({ extraHTTPHeaders: { "x-earnest-country": "DE" }, locale: "en-GB", bypassCSP: true });
    const page = await context.newPage();
    await page.goto(`${demo.base}/healthz`);
    await page.addScriptTag({ content: client });
    await page.evaluate((key) => void (window.client = window.makeClient(key)), DEMO_SITE_KEY);
    const before = await page.evaluate(() => window.client.decide(["hero"]));
    expect(before.decisions["hero"]).toMatchObject({ content: null, reason: "no-consent" });
    const recorded = await page.evaluate(async () => {
      const shown = (await window.client.notice()) as { notice: { version: string; locale: string } };
      return window.client.choose({ personalization: true, functional: true, advertising: false }, shown.notice);
    });
    expect(recorded).toMatchObject({ allowed: { personalization: true, advertising: false }, receipt: expect.stringMatching(/^rcp_/) });
    for (let view = 0; view < 3; view++) expect(await page.evaluate((said) => window.client.track("Product Viewed", said), VIEW)).toBe(1);
    const after = await page.evaluate(async () => {
      const { decisions } = await window.client.decide(["hero"], { context: { url: location.href, locale: "en" } });
      await window.client.seen(Object.values(decisions));
      return decisions;
    });
    expect(after["hero"]).toMatchObject({ experience: "hero-shoes", because: [{ attribute: "shoeViews" }] });

    const kit = await EarnestTestKit.of(JSON.parse(await readFile(inTop("src/recipes/web-shop/program.json"), "utf8")));
    const offline = kit.decide(["hero"], { allowed: ["personalization", "functional"], attributes: { shoeViews: 3 } });
    expect(offline["hero"]?.content).toEqual(after["hero"]?.content);

    const server = new EarnestServer({ host: demo.base, key: DEMO_SECRET_KEY, timeout: 10_000 });
    const nobody = { type: "user", value: "nobody" } as const;
    expect((await server.permits([nobody], ["personalization"]))[0]?.purposes).toMatchObject({ personalization: { allowed: false } });
    expect((await server.decide(["hero"], { subject: nobody })).decisions["hero"]?.content).toBeNull();
    expect(await server.flag("hero-shoes", nobody, "code")).toEqual({ value: "code", variant: null, reason: "UNKNOWN" });
    expect(await server.track([{ user: "nobody", event: "Product Viewed", properties: VIEW, allowed: { personalization: true } }])).toBe(0);
    await expect(server.permits([nobody], ["everything"])).rejects.toBeInstanceOf(EarnestServer.Problem);
    await expect(server.permits([nobody], ["everything"])).rejects.toMatchObject({ status: 422, errors: [{ field: "purposes.0" }] });

    await page.evaluate(() => window.client.withdraw());
    expect((await page.evaluate(() => window.client.decide(["hero"]))).decisions["hero"]).toMatchObject({ content: null });
  });

  it("keep the page's own content where nobody answers", async () => {
    const page = await chromium.newPage();
    await page.goto(`${demo.base}/healthz`);
    await page.addScriptTag({ content: client });
    const decided = await page.evaluate((key) => window.makeClient(key, "http://127.0.0.1:9").decide(["hero"]), DEMO_SITE_KEY);
    expect(decided).toEqual({
      decisions: { hero: { experience: null, variant: null, content: null, reason: "error", because: [], exposure: null } },
      consent: null,
    });
  });
});
