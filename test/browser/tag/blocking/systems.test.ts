import { describe, expect, it } from "vitest";
import { banner, becomes, called, settle, type Shop } from "../shop.ts";
import { button, withdraw } from "../visitor.ts";
import { marked, watched } from "./watched.ts";

/** The page's own code of three systems, and what each has been told; the marked script notes how far things were when it ran. */
const QUEUES = '<script src="/queues.js"></script>';
const CODE = `
window.clarity = window.clarity || function () { (clarity.q = clarity.q || []).push([...arguments]); };
function gtag() { (window.dataLayer = window.dataLayer || []).push(arguments); }
gtag("js", 1);
(window.uetq = window.uetq || []).push("pageLoad");
`;

function told(shop: Shop): Promise<{ google: unknown[][]; uet: unknown[]; clarity: unknown[] }> {
  return shop.page.evaluate(() => ({
    google: (window.dataLayer ?? []).map((entry) => Array.from(entry as ArrayLike<unknown>)),
    uet: window.uetq ?? [],
    clarity: (window.clarity?.q ?? []).map((entry) => Array.from(entry as ArrayLike<unknown>)),
  }));
}

const open = (options: Parameters<typeof watched>[1] = () => {}) =>
  watched({ head: QUEUES + marked("/ads/order.js") }, (shop) => {
    shop.stub.more["/queues.js"] = { type: "text/javascript", body: CODE };
    shop.stub.more["/ads/order.js"] = {
      type: "text/javascript",
      body: "window.atRun = [dataLayer.length, uetq.length, clarity.q.length];",
    };
    options(shop);
  });

const stages = (google: readonly unknown[][]): readonly unknown[] =>
  google.map(([command, stage]) => (command === "consent" ? stage : command));

describe("Google, UET and Clarity", () => {
  it("start from their defaults before any tag, and get one update per decision before what it lets go", async () => {
    const shop = await open();
    const { page, stub } = shop;
    await banner(page).waitFor();
    await called(stub, "GET", "/v1/site");
    await becomes(async () => stages((await told(shop)).google), ["default", "default", "js", "update"]);
    await button(page, "Accept").click();
    await becomes(() => page.evaluate("window.atRun"), [5, 10, 3]);
    await withdraw(page);
    await becomes(async () => stages((await told(shop)).google), ["default", "default", "js", "update", "update", "update"]);
    await called(stub, "DELETE", "/v1/consent");
    await called(stub, "POST", "/v1/decide", 3);
    await settle(page);
    const { google, uet, clarity } = await told(shop);
    expect(google).toHaveLength(6);
    expect(google[0]?.[2]).toMatchObject({ ad_storage: "denied", security_storage: "granted", wait_for_update: 500 });
    const open4 = {
      functionality_storage: "granted",
      personalization_storage: "granted",
      security_storage: "granted",
      analytics_storage: "denied",
    };
    const ads = (said: string) => ({ ad_storage: said, ad_user_data: said, ad_personalization: said });
    expect(google[4]?.[2]).toEqual({ ...open4, ...ads("granted") });
    expect(google[5]?.[2]).toMatchObject(ads("denied"));
    expect(uet).toEqual([
      ...["consent", "default", { ad_storage: "denied" }, "pageLoad"],
      ...["denied", "granted", "denied"].flatMap((ad_storage) => ["consent", "update", { ad_storage }]),
    ]);
    expect(clarity).toEqual(
      ["denied", "denied", "granted", "denied"].map((ad) => ["consentv2", { ad_Storage: ad, analytics_Storage: "denied" }]),
    );
    expect(shop.troubles).toEqual([]);
  });

  it("start from what is strictest where the browser sends Global Privacy Control, and get no yes for advertising", async () => {
    const shop = await open(({ stub, context }) => {
      stub.grantAll();
      void context.addInitScript(() => Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => true }));
    });
    await becomes(async () => stages((await told(shop)).google), ["default", "js", "update"]);
    const { google } = await told(shop);
    expect(google[2]?.[2]).toMatchObject({ ad_storage: "denied", personalization_storage: "granted" });
    expect(shop.stub.to("POST", "/v1/decide")[0]?.headers["earnest-signals"]).toBe("gpc=1;");
    expect(await shop.page.evaluate("window.atRun")).toBeUndefined();
  });
});
