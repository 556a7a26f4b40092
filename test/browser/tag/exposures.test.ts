import { describe, expect, it } from "vitest";
import { becomes, below, called, decision, hero, settle, visit } from "./shop.ts";
import type { Stub } from "./stub.ts";
import { granted, turn } from "./visitor.ts";

const tokens = (stub: Stub) => stub.to("POST", "/v1/exposures").map((call) => call.json["exposures"]);

describe("an exposure", () => {
  it("counts what was half visible for a second, once, in one beacon when the page is hidden", async () => {
    const shop = await granted();
    await shop.page.waitForTimeout(1200);
    expect(tokens(shop.stub)).toEqual([]);
    await turn(shop, "hidden");
    await called(shop.stub, "POST", "/v1/exposures");
    expect(tokens(shop.stub)).toEqual([["tok_hero"]]);
    expect(shop.stub.to("POST", "/v1/exposures")[0]?.query).toBe("?key=pk_demo_shop");
    await turn(shop, "visible");
    await shop.page.waitForTimeout(1200);
    await turn(shop, "hidden");
    await settle(shop.page);
    expect(tokens(shop.stub)).toEqual([["tok_hero"]]);
  });

  it("does not count a glance, nor time spent hidden", async () => {
    const shop = await granted();
    await shop.page.waitForTimeout(600);
    await turn(shop, "hidden");
    await shop.page.waitForTimeout(1200);
    await turn(shop, "visible");
    await shop.page.waitForTimeout(600);
    await turn(shop, "hidden");
    await settle(shop.page);
    expect(tokens(shop.stub)).toEqual([]);
  });

  it("waits until a slot is scrolled to, and goes out when the person leaves", async () => {
    const shop = await granted();
    await below(shop.page).scrollIntoViewIfNeeded();
    await shop.page.waitForTimeout(1200);
    await shop.page.goto("about:blank");
    await called(shop.stub, "POST", "/v1/exposures");
    expect(tokens(shop.stub)).toEqual([["tok_below"]]);
  });

  it("does not begin before a page rendered ahead is visited", async () => {
    const shop = await visit();
    shop.stub.grantAll();
    shop.stub.decisions = { hero: decision({ headline: "For you" }, { exposure: "tok_hero" }) };
    await shop.context.addInitScript(() => {
      Object.defineProperty(document, "prerendering", { configurable: true, value: true });
    });
    await shop.page.goto(`${shop.stub.origin}/held`);
    await becomes(() => hero(shop.page).textContent(), "For you");
    await shop.page.waitForTimeout(1200);
    await shop.page.evaluate(() => {
      Object.defineProperty(document, "prerendering", { configurable: true, value: false });
      document.dispatchEvent(new Event("prerenderingchange"));
    });
    await shop.page.waitForTimeout(500);
    await turn(shop, "hidden");
    await settle(shop.page);
    expect(tokens(shop.stub)).toEqual([]);
    await turn(shop, "visible");
    await shop.page.waitForTimeout(1200);
    await turn(shop, "hidden");
    await called(shop.stub, "POST", "/v1/exposures");
    expect(tokens(shop.stub)).toEqual([["tok_hero"]]);
  });

  it("is not reported for content that was decided but not shown, nor for a default", async () => {
    const shop = await visit();
    shop.stub.grantAll();
    shop.stub.delays["POST /v1/decide"] = 200;
    shop.stub.decisions = {
      hero: decision({ headline: "For you" }),
      below: decision(null, { experience: null, variant: null, exposure: "tok_none" }),
    };
    await shop.page.goto(shop.stub.origin);
    await called(shop.stub, "POST", "/v1/decide");
    await shop.page.waitForTimeout(1500);
    await turn(shop, "hidden");
    await settle(shop.page);
    expect(tokens(shop.stub)).toEqual([]);
  });

  it("is dropped, not sent, once the person has withdrawn", async () => {
    const shop = await granted();
    await shop.page.waitForTimeout(1200);
    await shop.page.evaluate(() => (window.earnest as unknown as { withdraw(): unknown }).withdraw());
    await turn(shop, "hidden");
    await settle(shop.page);
    expect(tokens(shop.stub)).toEqual([]);
  });
});
