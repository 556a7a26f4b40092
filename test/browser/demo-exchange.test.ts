import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../support/chromium.ts";
import { startDemo, type Demo } from "../support/demo.ts";
import { contrast, picture, violations } from "./tag/judge.ts";

let demo: Demo;
let chromium: Browser;

beforeAll(async () => {
  [demo, chromium] = await Promise.all([startDemo(), launchChromium()]);
});
afterAll(async () => {
  await chromium?.close();
  await demo?.stop();
});

const card = (page: Page) => page.locator('[data-earnest-slot="size"] section');
const says = (page: Page) => page.locator("[data-till-says]");
const points = (page: Page) => page.locator("[data-till-points]");

function noteShifts(): void {
  const page = window as { moved?: number };
  page.moved = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
      if (!entry.hadRecentInput) page.moved = (page.moved ?? 0) + entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}

/** Somebody who accepted and looks at the third pair of shoes. */
async function choosing(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await chromium.newContext({ extraHTTPHeaders: { "x-earnest-country": "DE" }, locale: "en-GB", ...options });
  await context.addInitScript(noteShifts);
  const page = await context.newPage();
  await page.goto(`${demo.base}/p/elvdal`);
  await page.getByRole("button", { name: "Accept all" }).click();
  await page.getByRole("button", { name: "Accept all" }).waitFor({ state: "detached" });
  for (const shoe of ["rimfrost", "elvdal", "rimfrost"]) {
    const told = page.waitForResponse((response) => response.url().endsWith("/v1/track") && response.ok());
    await page.goto(`${demo.base}/p/${shoe}`);
    await told;
  }
  return page;
}

const LOOKS: readonly (readonly [string, BrowserContextOptions])[] = [
  ["light", { viewport: { width: 1280, height: 800 }, colorScheme: "light" }],
  ["dark", { viewport: { width: 1280, height: 800 }, colorScheme: "dark" }],
  ["phone", { viewport: { width: 360, height: 740 }, hasTouch: true }],
];

describe.each(LOOKS)("the demo shop asks, gives and counts, %s", (look, options) => {
  it("for a shoe size a coupon, which the till takes once a basket, and points for what is bought", async () => {
    const page = await choosing(options);
    await card(page).waitFor({ state: "attached" });
    await card(page).scrollIntoViewIfNeeded();
    await card(page).getByRole("heading", { name: "Which shoe size do you wear?" }).waitFor();
    await picture(page, `demo-ask-${look}`);
    expect(await violations(page)).toEqual([]);
    for (const text of await card(page).locator("h2, p, b, label, button").all()) {
      if ((await text.textContent()) !== "") expect(await contrast(text)).toBeGreaterThanOrEqual(4.5);
    }
    await card(page).getByLabel("43", { exact: true }).check();
    await card(page).getByRole("button", { name: "Send answer" }).click();
    const code = await card(page).locator("code").textContent();
    expect(code).toBe("FITS10");
    await picture(page, `demo-thanks-${look}`);
    expect(await page.evaluate(() => (window as { moved?: number }).moved)).toBeLessThan(0.001);

    await page.goto(`${demo.base}/cart?add=elvdal`);
    await page.getByLabel("Coupon code").fill("NOSUCH");
    await page.getByRole("button", { name: "Buy, in play" }).click();
    await expect.poll(() => says(page).textContent()).toContain("not good for this basket");
    await page.getByLabel("Coupon code").fill(code ?? "");
    await page.getByRole("button", { name: "Buy, in play" }).click();
    await expect.poll(() => says(page).textContent()).toBe("Paid in play: €103.50 (€11.50 off). You earned 103 cairns.");
    await expect.poll(() => points(page).textContent()).toBe("Your cairns: 103");
    await picture(page, `demo-till-${look}`);
    expect(await violations(page)).toEqual([]);

    await page.goto(`${demo.base}/cart?add=elvdal`);
    await expect.poll(() => points(page).textContent()).toBe("Your cairns: 103");
    await expect
      .poll(() => page.locator('[data-earnest-slot="cart-tip"]').textContent(), { timeout: 10_000 })
      .toContain("We know your size");
    await page.goto(`${demo.base}/p/rimfrost`);
    await page.waitForResponse((response) => response.url().endsWith("/v1/decide"));
    expect(await card(page).count()).toBe(0);
    await page.context().close();
  });
});
