import { describe, expect, it } from "vitest";
import { banner, becomes, called, settle } from "../shop.ts";
import { button, withdraw } from "../visitor.ts";
import { adsAsked, ADVERTISING, cookiesOf, EARLY_CODE, marked, SITE, watched } from "./watched.ts";

const MARKED = `${marked("/ads/one.js")}${marked("/ads/two.js")}${marked("/evil.js")}${marked("//evil.example/x.js")}`;
const EARLY = '<script src="/early.js"></script>';

describe("before a choice", () => {
  it.each([
    ["with the stub", true],
    ["marked only, without it", false],
  ])("nothing that is listed is asked for, %s", async (_, stub) => {
    const shop = await watched({ head: stub ? EARLY + MARKED : MARKED, stub });
    await banner(shop.page).waitFor();
    await settle(shop.page);
    expect(adsAsked(shop)).toEqual([]);
    expect(await cookiesOf(shop)).toEqual([]);
    if (stub) await becomes(() => shop.page.evaluate("tried"), ["beacon false", "no request", "no fetch"]);
    expect(shop.troubles).toEqual([]);
  });
});

describe("after a grant", () => {
  it("everything that waited is let go at once, in page order, and only what the program lists", async () => {
    const shop = await watched({ head: EARLY + MARKED });
    await button(shop.page, "Accept").click();
    await becomes(() => shop.page.evaluate("window.ads"), ["one.js", "two.js"]);
    await becomes(() => Promise.resolve(adsAsked(shop)), ["/ads/attribute", "/ads/frame", "/ads/one.js", "/ads/pixel", "/ads/two.js"]);
    expect(await shop.page.evaluate("window.evil")).toBeUndefined();
    expect(shop.troubles).toEqual([]);
  });

  it("the readable cookie lets go before any answer, while a yes counts", async () => {
    const shop = await watched({ head: marked("/ads/one.js") }, ({ stub, context }) => {
      stub.delays["POST /v1/decide"] = 60_000;
      const until = Math.floor(Date.now() / 1000) + 100;
      void context.addCookies([{ name: "earnest_choice", value: `${until}.advertising.`, url: stub.origin, secure: true }]);
    });
    await becomes(() => shop.page.evaluate("window.ads"), ["one.js"]);
  });

  it("a cookie past its time lets nothing go", async () => {
    const shop = await watched({ head: marked("/ads/one.js") }, ({ stub, context }) => {
      stub.delays["POST /v1/decide"] = 60_000;
      void context.addCookies([{ name: "earnest_choice", value: "1000.advertising.", url: stub.origin, secure: true }]);
    });
    await called(shop.stub, "GET", "/v1/site");
    await settle(shop.page);
    expect(adsAsked(shop)).toEqual([]);
  });

  it("scripts with text of their own run under their nonce, and as the type they name", async () => {
    const inline = '<script type="text/plain" data-earnest-purpose="advertising" nonce="abc">window.inline = window.ads</script>';
    const module = marked("/ads/module.js", ' data-earnest-type="module"');
    const shop = await watched({ head: marked("/ads/one.js") + inline + module }, ({ stub }) => {
      stub.csp = "default-src 'self'; script-src 'self' 'nonce-abc'; require-trusted-types-for 'script'";
      stub.more["/ads/module.js"] = { type: "text/javascript", body: "window.module = import.meta.url;" };
    });
    await button(shop.page, "Accept").click();
    await becomes(() => shop.page.evaluate("window.inline"), ["one.js"]);
    await becomes(() => shop.page.evaluate("window.module"), `${shop.stub.origin}/ads/module.js`);
    expect(shop.troubles).toEqual([]);
  });
});

describe("after a withdrawal", () => {
  it("new requests are stopped and what was kept is cleared, without a reload and before the server has answered", async () => {
    const shop = await watched({ head: MARKED });
    const { page, stub } = shop;
    await button(page, "Accept").click();
    await becomes(async () => (await cookiesOf(shop)).toSorted(), ["_ad", "_ad_here", "mine"]);
    await becomes(() => page.evaluate("window.ads.length"), 2);
    stub.delays["DELETE /v1/consent"] = 60_000;
    await withdraw(page);
    await becomes(() => cookiesOf(shop), ["mine"]);
    expect(await page.evaluate("[Object.keys(localStorage), Object.keys(sessionStorage)]")).toEqual([[], ["mine"]]);
    const before = adsAsked(shop).length;
    await page.evaluate(EARLY_CODE);
    await becomes(() => page.evaluate("tried"), ["beacon false", "no request", "no fetch"]);
    await settle(page);
    expect(adsAsked(shop)).toHaveLength(before);
    expect(await page.locator("earnest-reload").count()).toBe(0);
    expect(shop.troubles).toEqual([]);
  });

  it("what comes back later is cleared on the next view", async () => {
    const shop = await watched({ head: MARKED });
    await button(shop.page, "Refuse").click();
    await called(shop.stub, "POST", "/v1/consent");
    await shop.page.evaluate('document.cookie = "_ad=1;path=/"');
    await shop.page.reload();
    await becomes(() => cookiesOf(shop), []);
  });

  it("an answer that could not be had clears nothing", async () => {
    const shop = await watched({ head: MARKED }, ({ stub }) => {
      stub.grantAll();
      stub.replies["POST /v1/decide"] = { status: 503, body: { status: 503 } };
      stub.replies["GET /v1/consent"] = { status: 503, body: { status: 503 } };
    });
    await shop.page.evaluate('document.cookie = "_ad=1;path=/"');
    await shop.page.reload();
    await called(shop.stub, "GET", "/v1/site", 1);
    await called(shop.stub, "POST", "/v1/decide", 2);
    await settle(shop.page);
    expect(await cookiesOf(shop)).toEqual(["_ad"]);
    expect(adsAsked(shop)).toEqual([]);
  });

  it("a reload is offered where the purpose says that its code cannot be stopped", async () => {
    const shop = await watched({ head: MARKED }, ({ stub }) => {
      stub.site = { ...SITE, purposes: { ...SITE.purposes, advertising: { ...ADVERTISING, reload: true } } };
    });
    await button(shop.page, "Accept").click();
    await becomes(() => shop.page.evaluate("window.ads.length"), 2);
    await withdraw(shop.page);
    const offer = shop.page.locator("earnest-reload").getByRole("button", { name: "Load the page again" });
    await offer.click();
    await becomes(() => shop.page.evaluate("window.ads"), undefined);
  });
});
