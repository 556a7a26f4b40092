import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DEMO_SECRET_KEY } from "../../src/cli/seed.ts";
import { launchChromium } from "../support/chromium.ts";
import { startDemo, type Demo } from "../support/demo.ts";

let demo: Demo;
let chromium: Browser;

beforeAll(async () => {
  [demo, chromium] = await Promise.all([startDemo(), launchChromium()]);
});
afterAll(async () => {
  await chromium?.close();
  await demo?.stop();
});

async function linkFor(body: object): Promise<string> {
  const headers = { authorization: `Bearer ${DEMO_SECRET_KEY}` };
  const made = await fetch(`${demo.base}/v1/previews`, {
    method: "POST",
    headers,
    body: JSON.stringify({ page: `${demo.base}/`, ...body }),
  });
  expect(made.status).toBe(201);
  return ((await made.json()) as { link: string }).link;
}

it("a preview link shows its page in view and out of it, says why by keyboard alone, counts nothing and keeps nothing", async () => {
  const link = await linkFor({ allowed: ["personalization"], attributes: { shoeViews: 3 }, variants: { "strip-shoes": "resole" } });
  const context = await chromium.newContext({ extraHTTPHeaders: { "x-earnest-country": "DE" }, locale: "en-GB" });
  const page = await context.newPage();
  const counted: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/v1/exposures")) counted.push(request.url());
  });
  await page.goto(link);
  const panel = page.locator("details", { hasText: "Preview until" });
  await panel.waitFor();
  const text = await panel.innerText();
  expect(text).toContain("hero-shoes (compare): shown");
  expect(text).toMatch(/hero-jackets: condition\s+jacketViews \$gte \d+ does not hold/);
  await expect
    .poll(() => page.locator('[data-earnest-slot="hero"] h1, [data-earnest-slot="hero"] h2').first().innerText())
    .toMatch(/pair that fits/);

  await panel.locator("summary").focus();
  await page.keyboard.press("Enter");
  expect(await panel.getAttribute("open")).toBeNull();
  await page.keyboard.press("Enter");
  expect(await panel.getAttribute("open")).not.toBeNull();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect(await panel.count()).toBe(0);

  expect(await page.evaluate(() => sessionStorage.getItem("earnest"))).toBeNull();
  expect(counted).toEqual([]);
  await page.goto(`${demo.base}/`);
  expect(await page.locator("details", { hasText: "Preview until" }).count()).toBe(0);
  await context.close();
});
