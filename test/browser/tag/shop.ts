import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import { launchChromium } from "../../support/chromium.ts";
import { Stub, type StubDecision } from "./stub.ts";

let browser: Browser;
const open: (() => Promise<void>)[] = [];

beforeAll(async () => {
  browser = await launchChromium();
}, 120_000);

afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

afterAll(() => browser.close());

export interface Shop {
  readonly stub: Stub;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Policy violations and uncaught errors so far; a clean page has none. */
  readonly troubles: string[];
}

/** A fresh visitor in front of a fresh consent host. */
export async function visit(options: BrowserContextOptions = {}): Promise<Shop> {
  const stub = await new Stub().listen();
  stub.tag = new Map(inject("tag"));
  const context = await browser.newContext({ viewport: { width: 1000, height: 700 }, ...options });
  open.push(async () => {
    await context.close();
    await stub.close();
  });
  const troubles: string[] = [];
  await context.exposeBinding("reportTrouble", (_source, text: string) => void troubles.push(text));
  await context.addInitScript(watchPage);
  const page = await context.newPage();
  page.on("pageerror", (error) => void troubles.push(String(error)));
  return { stub, context, page, troubles };
}

declare global {
  interface Window {
    reportTrouble?: (text: string) => void;
    shifted?: number;
    atReady?: string | null | undefined;
    kept?: unknown;
    /** Lets what was held back of coming into view come. */
    look?: () => void;
  }
}

/** Runs in the page before its own scripts: notes violations, layout shifts, and the hero when the page is ready. */
function watchPage(): void {
  document.addEventListener("securitypolicyviolation", (event) => {
    window.reportTrouble?.(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
  });
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      window.shifted = (window.shifted ?? 0) + (entry as PerformanceEntry & { readonly value: number }).value;
    }
  }).observe({ type: "layout-shift", buffered: true });
  document.addEventListener("DOMContentLoaded", () => {
    window.atReady = document.querySelector("[data-earnest-field]")?.textContent;
  });
}

/** A personalised decision; every one carries an exposure token of its own. */
export function decision(content: unknown, extra: Partial<StubDecision> = {}): StubDecision {
  return {
    experience: "exp_hero",
    variant: "a",
    content,
    reason: "matched",
    because: [{ attribute: "favourite", source: "observed", purpose: "personalization", consentVersion: 1 }],
    exposure: `tok_${Math.random().toString(36).slice(2)}`,
    ...extra,
  };
}

export const hero = (page: Page) => page.locator('[data-earnest-slot="hero"] [data-earnest-field="headline"]');
export const below = (page: Page) => page.locator('[data-earnest-slot="below"] [data-earnest-field="headline"]');
export const banner = (page: Page) => page.locator("earnest-ui section.banner");
export const dialog = (page: Page) => page.locator("earnest-ui dialog");
export const status = (page: Page) => page.locator("earnest-ui [role=status]");

/** Waits until the stub has had so many of these calls. */
export async function called(stub: Stub, method: string, path: string, times = 1): Promise<void> {
  await expect.poll(() => stub.to(method, path).length, { timeout: 5000, interval: 20 }).toBeGreaterThanOrEqual(times);
}

/** The text of an element, polled: the tag works in tasks of its own. */
export async function becomes(read: () => Promise<unknown>, wanted: unknown): Promise<void> {
  await expect.poll(read, { timeout: 5000, interval: 20 }).toEqual(wanted);
}

/** Waits until the last answer was kept for the next page. */
export function kept(page: Page, text: string): Promise<void> {
  return becomes(() => page.evaluate((wanted) => sessionStorage.getItem("earnest")?.includes(wanted), text), true);
}

/** Lets everything that was started on the page end: two frames and a task. */
export function settle(page: Page): Promise<void> {
  return page.evaluate(() => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)))));
}
