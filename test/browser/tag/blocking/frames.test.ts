import { describe, expect, it } from "vitest";
import { picture, violations } from "../judge.ts";
import { banner, becomes, called, settle, type Shop } from "../shop.ts";
import { button, consentOf, withdraw } from "../visitor.ts";
import { adsAsked, SITE, watched } from "./watched.ts";

const FRAME = '<iframe data-earnest-purpose="advertising" data-src="/ads/frame" title="A map" width="320" height="240"></iframe>';
const box = (shop: Shop) => shop.page.locator("earnest-frame");
const load = (shop: Shop) => box(shop).getByRole("button", { name: "Say yes and load it" });
const source = (shop: Shop) => shop.page.locator("main iframe").getAttribute("src");

describe("a frame that is held back", () => {
  it("says whose content it is and what it needs, is loaded at one press, and goes again with the permission", async () => {
    const shop = await watched({ body: FRAME }, ({ stub }) => {
      stub.csp += "; frame-src 'self'";
    });
    const { page, stub } = shop;
    await load(shop).waitFor();
    expect(await box(shop).locator("p").first().textContent()).toBe(
      `Content of ${new URL(stub.origin).host} is not loaded. It needs your yes to: Advertising.`,
    );
    expect(await box(shop).getByRole("group", { name: "A map" }).count()).toBe(1);
    expect((await box(shop).boundingBox())?.width).toBe(324);
    expect(adsAsked(shop)).toEqual([]);
    await load(shop).focus();
    await page.keyboard.press("Enter");
    await becomes(() => source(shop), "/ads/frame");
    expect(stub.to("POST", "/v1/consent")[0]?.json).toMatchObject({ decisions: { advertising: true }, method: "contextual" });
    await becomes(() => box(shop).count(), 0);
    await becomes(() => page.evaluate(() => document.activeElement?.tagName), "IFRAME");
    expect((await consentOf(page)).allowed).toMatchObject({ advertising: true, personalization: false });
    stub.delays["DELETE /v1/consent"] = 60_000;
    await withdraw(page);
    await load(shop).waitFor();
    expect(await source(shop)).toBe("about:blank");
    expect(shop.troubles).toEqual([]);
  });

  it("says so where a signal stands against the yes, and where the yes could not be recorded", async () => {
    const shop = await watched({ body: FRAME });
    shop.stub.replies["POST /v1/consent"] = { status: 503, body: { status: 503 } };
    await load(shop).click();
    const status = box(shop).getByRole("status");
    await becomes(() => status.textContent(), "Your choice could not be saved. Nothing was allowed.");
    const { state } = shop.stub.consent();
    shop.stub.replies["POST /v1/consent"] = {
      status: 201,
      body: { version: 1, receipt: "rcp_1", state: { ...state, advertising: "granted" }, allowed: shop.stub.allowed() },
    };
    await load(shop).click();
    await becomes(() => status.textContent(), "Off, because your browser or another setting says so.");
    expect(await source(shop)).toBeNull();
  });

  it("opens no address but one of the web", async () => {
    const shop = await watched({ body: FRAME.replace("/ads/frame", "javascript:parent.evil=true") }, ({ stub }) => stub.grantAll());
    await becomes(() => box(shop).count(), 0);
    await called(shop.stub, "GET", "/v1/site");
    await settle(shop.page);
    expect(await source(shop)).toBeNull();
    expect(await shop.page.evaluate("window.evil")).toBeUndefined();
  });

  it.each([
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["on a phone", { viewport: { width: 320, height: 640 } }],
    ["right to left", { lang: "ar" }],
  ] as const)("has nothing that axe finds, %s, nor has the offer to reload", async (name, how) => {
    const shop = await watched({ body: FRAME }, ({ stub }) => {
      const [page] = Object.values(stub.more);
      if ("lang" in how && page) stub.more["/watched"] = { ...page, body: page.body.replace('lang="en"', 'lang="ar" dir="rtl"') };
      const advertising = SITE.purposes["advertising"];
      if (advertising) stub.site = { ...SITE, purposes: { ...SITE.purposes, advertising: { ...advertising, reload: true } } };
    });
    const { page } = shop;
    if ("colorScheme" in how) await page.emulateMedia({ colorScheme: how.colorScheme });
    if ("viewport" in how) await page.setViewportSize(how.viewport);
    await load(shop).waitFor();
    await banner(page).waitFor();
    await picture(page, `frame-${name.replaceAll(" ", "-")}`);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await load(shop).click();
    await becomes(() => box(shop).count(), 0);
    await withdraw(page);
    await page.locator("earnest-reload").getByRole("button").first().waitFor();
    expect(await violations(page)).toEqual([]);
    if ("lang" in how) expect(await page.locator("earnest-reload div").getAttribute("dir")).toBe("rtl");
    expect(await button(page, "Accept").count()).toBe(0);
  });
});
