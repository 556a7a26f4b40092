import type { Page } from "playwright-core";
import { banner, becomes, below, decision, hero, kept, visit, type Shop } from "./shop.ts";
import type { StubDecision } from "./stub.ts";

export const NONE = { functional: false, personalization: false, advertising: false };

/** What a page finds in `window.earnest`. */
export interface Earnest {
  consent(): Promise<{ readonly allowed: Record<string, boolean>; readonly noticeDue: boolean }>;
  decide(slots?: readonly string[]): Promise<Record<string, StubDecision>>;
  on(event: string, listener: (payload: unknown) => void): () => void;
  track(event: string, properties?: object): Promise<{ readonly accepted: boolean }>;
  withdraw(): Promise<void>;
  signIn(voucher: string | ((nonce: string) => string)): Promise<void>;
  signOut(): Promise<void>;
}

/** Someone who has not chosen yet, in front of the banner. */
export async function firstVisit(): Promise<Shop> {
  const shop = await visit();
  shop.stub.decisions = { hero: decision({ headline: "For you" }) };
  await shop.page.goto(shop.stub.origin);
  await banner(shop.page).waitFor();
  return shop;
}

/** Someone who accepted on this page, sees content of their own, and whose answer is kept. */
export async function accepted(): Promise<Shop> {
  const shop = await firstVisit();
  await button(shop.page, "Accept").click();
  await becomes(() => hero(shop.page).textContent(), "For you");
  await kept(shop.page, "For you");
  return shop;
}

export const button = (page: Page, name: string) => page.locator("earnest-ui").getByRole("button", { name, exact: true });
export const choiceCookie = (page: Page) => page.evaluate(() => document.cookie);
export const withdraw = (page: Page) => page.evaluate(() => void (window.earnest as unknown as Earnest).withdraw());

export function consentOf(page: Page): ReturnType<Earnest["consent"]> {
  return page.evaluate(() => (window.earnest as unknown as Earnest).consent());
}

/** Someone who granted everything earlier, on a page that shows it. */
export async function granted(path = "/held"): Promise<Shop> {
  const shop = await visit();
  shop.stub.grantAll();
  shop.stub.decisions = {
    hero: decision({ headline: "For you" }, { exposure: "tok_hero" }),
    below: decision({ headline: "Below for you" }, { exposure: "tok_below" }),
  };
  await shop.page.goto(shop.stub.origin + path);
  await becomes(() => below(shop.page).textContent(), "Below for you");
  return shop;
}

/** As if the person had turned to another tab, or back. */
export function turn(shop: Shop, state: "hidden" | "visible"): Promise<void> {
  return shop.page.evaluate((visibility) => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => visibility });
    Object.defineProperty(document, "hidden", { configurable: true, get: () => visibility === "hidden" });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);
}
