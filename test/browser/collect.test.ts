import AxeBuilder from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DEMO_SECRET_KEY } from "../../src/cli/seed.ts";
import { launchChromium } from "../support/chromium.ts";
import { startDemo, type Demo } from "../support/demo.ts";

const SITE = "pk_phone_store";
let demo: Demo;
let chromium: Browser;

beforeAll(async () => {
  [demo, chromium] = await Promise.all([startDemo("--recipe", "phone-store"), launchChromium()]);
});
afterAll(async () => {
  await chromium?.close();
  await demo?.stop();
});

async function staff(path: string, body: object, method: "POST" | "PUT" = "POST") {
  const headers = { authorization: `Bearer ${DEMO_SECRET_KEY}`, "content-type": "application/json" };
  const url = `${demo.base}/v1/collections${path}?site=${SITE}`;
  const answer = await fetch(new Request(url, { method, headers, body: JSON.stringify({ actor: "desk-1", ...body }) }));
  return { status: answer.status, json: (await answer.json()) as Record<string, string & string[]> };
}

async function faultsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(AxeBuilder.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as never as { axe: { run(): Promise<{ violations: { id: string }[] }> } }).axe.run(),
  );
  return violations.map(({ id }) => id);
}

/** Opens the customer's screen on a phone; `advice` is allowed. */
async function open(options: BrowserContextOptions): Promise<{ readonly page: Page; readonly violations: readonly string[] }> {
  const context = await chromium.newContext({
    viewport: { width: 390, height: 780 },
    extraHTTPHeaders: { "x-earnest-country": "DE" },
    ...options,
  });
  const page = await context.newPage();
  const violations: string[] = [];
  page.on("console", (message) => {
    if (/Content Security Policy|Trusted/i.test(message.text())) violations.push(message.text());
  });
  await page.goto(`${demo.base}/collect/?site=${SITE}`);
  await page.evaluate(async (key) => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const { notice } = await (await fetch("/v1/consent", { headers })).json();
    const body = { decisions: { advice: true }, notice: { version: notice.version, locale: "en" }, method: "banner" };
    await fetch("/v1/consent", { method: "POST", headers, body: JSON.stringify(body) });
  }, SITE);
  return { page, violations };
}

it("staff and customer see the same on two screens: each field as it is entered, with its purpose, and the customer strikes one", async () => {
  const { page, violations } = await open({ locale: "en-GB" });
  const { json } = await staff("", {});
  await page.getByLabel("Code").fill("0000 0000");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.getByRole("status").textContent()).toContain("not good");
  expect(await faultsOf(page)).toEqual([]);
  await page.getByLabel("Code").fill(json["code"] ?? "");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.getByRole("status").textContent()).toContain("You are watching");

  const id = json["collection"] ?? "";
  await staff(`/${id}/fields/usage`, { value: "many photos" }, "PUT");
  await page.getByRole("listitem").filter({ hasText: "many photos" }).waitFor();
  await staff(`/${id}/fields/budget`, { value: 900 }, "PUT");
  await page.getByRole("listitem").filter({ hasText: "900" }).waitFor();
  expect(await page.getByRole("listitem").first().textContent()).toContain("Advice");
  expect(await faultsOf(page)).toEqual([]);
  await page.route("**/strike", (route) => route.abort(), { times: 1 });
  await page.getByRole("button", { name: /^Strike: .*spend/ }).click();
  await expect.poll(() => page.getByRole("status").textContent()).toContain("could not be struck");
  const struck = page.waitForResponse((response) => response.url().endsWith("/strike"));
  await page.getByRole("button", { name: /^Strike: .*spend/ }).focus();
  await page.keyboard.press("Enter");
  expect((await struck).status()).toBe(200);
  const finished = await staff(`/${id}/finish`, {});
  expect(finished.json).toMatchObject({ kept: ["usage"], struck: ["budget"], unseen: [] });
  await expect.poll(() => page.getByRole("status").textContent(), { timeout: 10_000 }).toContain("It is over");
  expect(page.url()).not.toContain(json["code"] ?? "?");
  expect(violations).toEqual([]);
});

it("is read in the dark and from right to left, and never scrolls sideways", async () => {
  const { page, violations } = await open({ locale: "ar", colorScheme: "dark" });
  const { json } = await staff("", {});
  await page.locator("#code").fill(json["code"] ?? "");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.getByRole("status").textContent()).toContain("أنت تشاهد الآن");
  await staff(`/${json["collection"]}/fields/usage`, { value: "many photos ".repeat(8).trim() }, "PUT");
  await page.getByRole("button", { name: /^شطب/ }).waitFor();
  const { dir, clientWidth, scrollWidth, background } = await page.evaluate(() => {
    const { documentElement: root, body } = document;
    return {
      dir: root.dir,
      clientWidth: root.clientWidth,
      scrollWidth: root.scrollWidth,
      background: getComputedStyle(body).backgroundColor,
    };
  });
  expect({ dir, background, over: scrollWidth - clientWidth }).toEqual({ dir: "rtl", background: "rgb(20, 23, 26)", over: 0 });
  expect(await faultsOf(page)).toEqual([]);
  expect(violations).toEqual([]);
});
