import { describe, expect, it } from "vitest";
import { picture, violations } from "./judge.ts";
import { banner, becomes, called, dialog, settle, visit, type Shop } from "./shop.ts";
import { accepted, button, firstVisit } from "./visitor.ts";

const PARTNERS = [
  { key: "north-ads", name: "North Ads", privacyUrl: "https://north.example/privacy" },
  { key: "odd", name: "Odd", privacyUrl: "javascript:alert(1)" },
];

async function opened(shop: Shop): Promise<Shop> {
  await button(shop.page, "Privacy choices").first().click();
  await dialog(shop.page).waitFor();
  return shop;
}

describe("the preference centre", () => {
  it("says of each purpose its legal basis, how long data is kept, which data, and who receives it", async () => {
    const shop = await firstVisit();
    shop.stub.partners = PARTNERS;
    const { page } = await opened(shop);
    const row = dialog(page).locator("section").filter({ hasText: "Shows our offers" });
    await row.locator("summary").click();
    expect(await row.locator("dl > div").allTextContents()).toEqual([
      "Legal basisYour consent",
      "Kept for1 year 6 months",
      "Data usedYour favourite category",
      "Shared withNorth Ads, Odd",
    ]);
    expect(await dialog(page).getByRole("link").allTextContents()).toEqual(["Your data in five lines", "north.example"]);
    await picture(page, "centre-details");
    expect(await violations(page)).toEqual([]);
  });

  it("lets one partner be refused while its purpose is allowed", async () => {
    const shop = await firstVisit();
    shop.stub.partners = PARTNERS;
    const { page, stub } = await opened(shop);
    for (const name of ["Advertising", "North Ads"]) await dialog(page).getByRole("checkbox", { name }).check();
    await button(page, "Save my choices").click();
    await called(stub, "POST", "/v1/consent");
    expect(stub.to("POST", "/v1/consent")[0]?.json["decisions"]).toEqual({
      functional: false,
      personalization: false,
      advertising: true,
      "@north-ads": true,
      "@odd": false,
    });
  });

  it("opens with what the first layer said while no more can be had, and takes everything back", async () => {
    const shop = await accepted();
    shop.stub.replies["GET /v1/consent"] = { status: 503, body: { status: 503 } };
    const { page, stub } = await opened(shop);
    expect(await dialog(page).locator("section").nth(1).textContent()).toBe(
      "Remember me: Keeps your settings on this device. — You do not have to choose again.",
    );
    expect(await dialog(page).getByRole("checkbox", { checked: true }).count()).toBe(3);
    await picture(page, "centre-bare");
    expect(await violations(page)).toEqual([]);
    await dialog(page).getByRole("button", { name: "Withdraw everything" }).click();
    await called(stub, "DELETE", "/v1/consent");
  });

  it("hands out the receipt of each choice, to read and signed", async () => {
    const { page, stub } = await opened(await accepted());
    await dialog(page).getByText("Proof of my choices").click();
    const links = dialog(page).locator("li a");
    await becomes(() => links.count(), 2);
    const paths = await links.evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href.slice(location.origin.length)));
    expect(paths).toEqual([
      "/v1/consent/receipts/rcp_1?key=pk_demo_shop&format=jsonld",
      "/v1/consent/receipts/rcp_1?key=pk_demo_shop&format=jws",
    ]);
    expect(await violations(page)).toEqual([]);
    stub.replies["GET /v1/consent/receipts/rcp_1"] = { status: 200, body: { "@type": "ConsentReceipt" } };
    const download = page.waitForEvent("download");
    await links.first().click();
    await download;
    await called(stub, "GET", "/v1/consent/receipts/rcp_1");
  });

  it("is not there before it is opened, and then comes under a policy of nonces", async () => {
    const shop = await visit();
    shop.stub.csp = "default-src 'self'; script-src 'nonce-once'; require-trusted-types-for 'script'";
    const scripts: string[] = [];
    shop.page.on("request", (request) => void (request.resourceType() === "script" && scripts.push(new URL(request.url()).pathname)));
    await shop.page.goto(`${shop.stub.origin}/nonce`);
    await banner(shop.page).waitFor();
    expect(scripts).toEqual(["/tag.js"]);
    await opened(shop);
    expect(scripts).toEqual(["/tag.js", expect.stringMatching(/^\/tag\/[0-9a-f]{8}\/centre\.js$/)]);
    expect(shop.troubles).toEqual([]);
  });

  it("closes on Escape and beside it without deciding anything", async () => {
    const { page, stub } = await opened(await firstVisit());
    await dialog(page).getByRole("checkbox").first().check();
    await page.mouse.click(5, 5);
    await page.keyboard.press("Escape");
    await becomes(() => dialog(page).count(), 0);
    await settle(page);
    expect([stub.to("POST", "/v1/consent"), await banner(page).isVisible()]).toEqual([[], true]);
  });
});

describe("no harder to refuse than to accept (EDPB Guidelines 03/2022)", () => {
  it("refuses in as many presses as it accepts, and takes back in one wherever a yes was given in one", async () => {
    const { page, stub } = await accepted();
    await page.goto(`${stub.origin}/second`);
    const back = page.locator("earnest-ui .back button").nth(1);
    await back.click();
    await called(stub, "DELETE", "/v1/consent");
    await becomes(() => back.isVisible(), false);
    const fresh = await firstVisit();
    await button(fresh.page, "Refuse").click();
    await called(fresh.stub, "POST", "/v1/consent");
    await fresh.page.reload();
    await called(fresh.stub, "POST", "/v1/decide", 3);
    await settle(fresh.page);
    expect(await banner(fresh.page).count()).toBe(0);
  });

  it("asks again only for what is due, and leaves what was settled alone", async () => {
    const { page, stub } = await visit();
    stub.state = { functional: "granted", personalization: "expired", advertising: "denied" };
    stub.place = { noticeDue: true, due: ["personalization"] };
    await page.goto(stub.origin);
    await banner(page).waitFor();
    expect(await banner(page).getByRole("listitem").allTextContents()).toEqual([
      expect.stringContaining("Security"),
      expect.stringContaining("Suggestions"),
    ]);
    await button(page, "Accept").click();
    await called(stub, "POST", "/v1/consent");
    expect(stub.to("POST", "/v1/consent")[0]?.json["decisions"]).toEqual({ personalization: true });
  });

  it("answers a press within the time of a good interaction on a slow device", async () => {
    const { page, stub } = await firstVisit();
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    await page.evaluate(() => {
      const longest = { ms: 0 };
      window.kept = longest;
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longest.ms = Math.max(longest.ms, duration);
      }).observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
    });
    await button(page, "Accept").click();
    await called(stub, "POST", "/v1/consent");
    await settle(page);
    expect(await page.evaluate(() => (window.kept as { ms: number }).ms)).toBeLessThanOrEqual(200);
  });
});
