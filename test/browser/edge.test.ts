import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../support/chromium.ts";
import { startFront, type Front } from "./front.ts";

const OWN = "Made for weather that turns";
const THEIRS = "Still looking for the pair that fits?";
/** Past the first paint, and before the tag stops waiting. */
const LATE = 200;

let front: Front;
let browser: Browser;
beforeAll(async () => {
  [front, browser] = await Promise.all([startFront(), launchChromium()]);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await front.stop();
});

declare global {
  interface Window {
    painted?: string[];
    moved?: number;
  }
}

/** Runs before the page's own scripts: what the first slot says in each frame, and how far anything moved. */
function watch(): void {
  const frames: string[] = (window.painted = []);
  const look = (): void => {
    const text = document.querySelector('[data-earnest-field="headline"]')?.textContent;
    if (text) frames.push(text);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  window.moved = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      window.moved = (window.moved ?? 0) + (entry as PerformanceEntry & { readonly value: number }).value;
  }).observe({ type: "layout-shift", buffered: true });
}

/** Somebody who allows suggestions and looked at three shoes; nothing of it is remembered in the browser but the pass. */
async function shopper(): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1000, height: 700 } });
  await context.addInitScript(watch);
  const page = await context.newPage();
  await page.goto(`${front.base}/plain`);
  await page.evaluate(async () => {
    const { earnest } = window as unknown as {
      earnest: { choose(said: object): Promise<unknown>; track(event: string, properties: object): Promise<unknown> };
    };
    await earnest.choose({ personalization: true, functional: false });
    for (const product of ["elvdal", "rimfrost", "storvarde"]) await earnest.track("Product Viewed", { category: "shoes", product });
  });
  return page;
}

/** What the page showed, frame by frame without repetition, once it has come to rest. */
async function shown(page: Page): Promise<readonly string[]> {
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)))));
  const frames = await page.evaluate(() => window.painted ?? []);
  return frames.filter((text, at) => text !== frames[at - 1]);
}

const grid = (page: Page): Promise<string | null> => page.locator('[data-earnest-slot="grid"] h2').textContent();

describe("a page in Chromium", () => {
  it("filled at the edge has its content in the first frame and in every later one, and nothing moves", async () => {
    const page = await shopper();
    await page.goto(`${front.base}/page`);
    expect(await shown(page)).toEqual([THEIRS]);
    expect(await grid(page)).toBe("Picked for you");
    expect(await page.locator('[data-earnest-field="item-1"]').getAttribute("href")).toBe("/p/elvdal");
    expect(await page.evaluate(() => window.moved)).toBe(0);
    await page.context().close();
  });

  it("filled by the tag changes nothing in view once it was painted, fills what is not, and nothing moves", async () => {
    const page = await shopper();
    front.delays.set("/v1/decide", LATE);
    await page.goto(`${front.base}/plain`);
    await expect.poll(() => grid(page), { timeout: 10_000 }).toBe("Picked for you");
    expect(await shown(page)).toEqual([OWN]);
    expect(await page.evaluate(() => window.moved)).toBe(0);
    front.delays.clear();
    await page.context().close();
  });

  it("is the brand's own where nobody said yes, in both ways", async () => {
    const context = await browser.newContext({ viewport: { width: 1000, height: 700 } });
    await context.addInitScript(watch);
    const page = await context.newPage();
    for (const path of ["/page", "/plain"]) {
      await page.goto(front.base + path);
      expect(await shown(page)).toEqual([OWN]);
      expect(await page.evaluate(() => window.moved)).toBe(0);
    }
    expect(await context.cookies()).toEqual([]);
    await context.close();
  });
});
