import { describe, expect, it } from "vitest";
import { becomes, called, settle, type Shop } from "../shop.ts";
import { consentOf, withdraw } from "../visitor.ts";
import { adsAsked, cookiesOf, marked, watched } from "./watched.ts";

const until = () => Math.floor(Date.now() / 1000) + 300;

/** The same page as a host below another one, where a sibling can set cookies for both. */
async function below(prepare: (shop: Shop, set: (value: string, domain?: string) => void) => void): Promise<Shop> {
  const shop = await watched({ head: marked("/ads/one.js") });
  const origin = shop.stub.origin.replace("//localhost", "//www.shop.localhost");
  shop.stub.delays["POST /v1/decide"] = 60_000;
  const cookie = { name: "earnest_choice", path: "/", secure: true, sameSite: "Lax" } as const;
  const set = (value: string, domain = "www.shop.localhost") => void shop.context.addCookies([{ ...cookie, value, domain }]);
  prepare(shop, set);
  await shop.page.goto(`${origin}/watched`);
  await called(shop.stub, "GET", "/v1/site", 2);
  return shop;
}

describe("a second cookie of a host above", () => {
  it("adds no yes where this host's own says no", async () => {
    const shop = await below((_, set) => {
      set(`${until()}..advertising`);
      set(`${until()}.advertising.`, ".shop.localhost");
    });
    await settle(shop.page);
    expect(adsAsked(shop)).toEqual([]);
  });

  it("does not make a yes live whose own time is past", async () => {
    const shop = await below((_, set) => {
      set("1000.advertising.");
      set(`${until()}.functional.`, ".shop.localhost");
    });
    await settle(shop.page);
    expect(adsAsked(shop)).toEqual([]);
  });

  it("takes a yes away where it says no", async () => {
    const shop = await below((_, set) => {
      set(`${until()}.advertising.`);
      set(`${until()}..advertising`, ".shop.localhost");
    });
    await settle(shop.page);
    expect(adsAsked(shop)).toEqual([]);
  });

  it("is no trap: where both say yes, the yes counts", async () => {
    const shop = await below((_, set) => {
      set(`${until()}.advertising.`);
      set(`${until()}.advertising.`, ".shop.localhost");
    });
    await becomes(() => shop.page.evaluate("window.ads"), ["one.js"]);
  });
});

describe("cookies of a purpose", () => {
  it("are cleared for every host and path they may have been set for", async () => {
    const shop = await below((_, set) => set(`${until()}.advertising.`));
    await becomes(() => shop.page.evaluate("window.ads"), ["one.js"]);
    await shop.page.evaluate('document.cookie = "_ad_wide=1;path=/;domain=shop.localhost"');
    await becomes(async () => (await cookiesOf(shop)).toSorted(), ["_ad", "_ad_here", "_ad_wide", "mine"]);
    await withdraw(shop.page);
    await becomes(() => cookiesOf(shop), ["mine"]);
  });
});

describe("a page that comes back from the browser's memory", () => {
  it("has what was chosen meanwhile, and Global Privacy Control as it is now", async () => {
    const shop = await watched({ head: marked("/ads/one.js") }, ({ stub }) => stub.grantAll());
    const { page, stub } = shop;
    await becomes(() => page.evaluate("window.ads"), ["one.js"]);
    stub.delays["POST /v1/consent/renew"] = 60_000;
    const comeBack = () => page.evaluate(() => void window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
    const answer = () => page.evaluate('fetch("/ads/frame").then(() => "let go", () => "stopped")');
    expect(await answer()).toBe("let go");
    await page.evaluate(() => Object.defineProperty(navigator, "globalPrivacyControl", { configurable: true, value: true }));
    await comeBack();
    expect(await answer()).toBe("stopped");
    await becomes(() => page.evaluate("dataLayer.at(-1)[2].ad_storage"), "denied");
    await page.evaluate(() => Object.defineProperty(navigator, "globalPrivacyControl", { configurable: true, value: false }));
    await comeBack();
    expect(await answer()).toBe("let go");
    await shop.context.addCookies([{ name: "earnest_choice", value: `${until()}.functional.advertising`, url: stub.origin, secure: true }]);
    await comeBack();
    await becomes(answer, "stopped");
    await becomes(() => cookiesOf(shop), ["mine"]);
    expect((await consentOf(page)).allowed).toMatchObject({ advertising: false, functional: true });
  });

  it("that is rendered ahead of a visit, lets nothing go before it", async () => {
    const shop = await watched({ head: marked("/ads/one.js") }, ({ stub, context }) => {
      stub.grantAll();
      void context.addInitScript(() => Object.defineProperty(document, "prerendering", { configurable: true, value: true }));
    });
    await called(shop.stub, "POST", "/v1/decide");
    await called(shop.stub, "GET", "/v1/site");
    await settle(shop.page);
    expect(adsAsked(shop)).toEqual([]);
    await shop.page.evaluate(() => {
      Object.defineProperty(document, "prerendering", { configurable: true, value: false });
      document.dispatchEvent(new Event("prerenderingchange"));
    });
    await becomes(() => shop.page.evaluate("window.ads"), ["one.js"]);
  });
});
