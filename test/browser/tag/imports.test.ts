import { describe, expect, it } from "vitest";
import { banner, becomes, called, settle, visit, type Shop } from "./shop.ts";

const MAP = { C0001: ["security"], C0002: ["functional"], C0003: ["personalization"], C0004: ["advertising", "personalization"] };

/** Someone who answered another system's notice here before, on a site that moved. */
async function moved(groups: string, map: object = MAP): Promise<Shop> {
  const shop = await visit();
  shop.stub.place = { imports: true };
  shop.stub.imports = [
    { system: "klaro", map: { matomo: ["functional"] } },
    { system: "onetrust", map },
  ];
  await shop.context.addCookies([
    { name: "OptanonConsent", value: `groups=${encodeURIComponent(groups)}`, url: shop.stub.origin },
    { name: "OptanonAlertBoxClosed", value: "2025-01-28T04:58:00.035Z", url: shop.stub.origin },
  ]);
  return shop;
}

describe("moving in from another system", () => {
  it("asks nobody again: the choice is taken over and marked as such, its nos and its yeses", async () => {
    const { page, stub, troubles } = await moved("C0001:1,C0002:1,C0003:1,C0004:0");
    await page.goto(stub.origin);
    await called(stub, "POST", "/v1/consent");
    expect(stub.to("POST", "/v1/consent")[0]?.json).toEqual({
      // Two categories stand for personalization and one was refused.
      decisions: { functional: true, personalization: false, advertising: false },
      method: "import",
      source: "onetrust",
      at: "2025-01-28T04:58:00.035Z",
    });
    await called(stub, "POST", "/v1/decide", 2);
    await settle(page);
    expect(await banner(page).count()).toBe(0);
    await page.reload();
    await called(stub, "POST", "/v1/decide", 3);
    await settle(page);
    expect([await banner(page).count(), stub.to("POST", "/v1/consent").length]).toEqual([0, 1]);
    expect(troubles).toEqual([]);
  });

  it("asks only what the other system did not", async () => {
    const { page, stub } = await moved("C0001:1,C0002:0", { C0002: ["functional"] });
    await page.goto(stub.origin);
    await called(stub, "POST", "/v1/consent");
    stub.place = {};
    await banner(page).waitFor();
    expect(await banner(page).getByRole("listitem").allTextContents()).toEqual([
      expect.stringContaining("Security"),
      expect.stringContaining("Suggestions"),
      expect.stringContaining("Advertising"),
    ]);
    await banner(page).getByRole("button", { name: "Accept" }).click();
    await called(stub, "POST", "/v1/consent", 2);
    expect(stub.to("POST", "/v1/consent")[1]?.json["decisions"]).toEqual({ personalization: true, advertising: true });
  });

  it("leaves a purpose open where one of its categories says nothing, and asks", async () => {
    const { page, stub } = await moved("C0001:1,C0003:1");
    await page.goto(stub.origin);
    await banner(page).waitFor();
    expect(stub.to("POST", "/v1/consent")).toEqual([]);
  });

  it("asks as usual where the person had answered nowhere", async () => {
    const { page, stub } = await visit();
    stub.place = { imports: true };
    stub.imports = [{ system: "onetrust", map: MAP }];
    await page.goto(stub.origin);
    await banner(page).waitFor();
    expect(stub.to("POST", "/v1/consent")).toEqual([]);
  });

  it("does not ask in an outage either, and takes over on the next page", async () => {
    const { page, stub } = await moved("C0002:1,C0003:1,C0004:1");
    stub.replies["POST /v1/consent"] = { status: 503, body: { status: 503 } };
    await page.goto(stub.origin);
    await called(stub, "POST", "/v1/consent");
    await settle(page);
    expect(await banner(page).count()).toBe(0);
    stub.replies = {};
    await page.reload();
    await called(stub, "POST", "/v1/consent", 2);
    await becomes(() => Promise.resolve(stub.state["advertising"]), "granted");
  });

  it("loads no reader of other systems where the program has none to move from", async () => {
    const { page, stub } = await visit();
    const scripts: string[] = [];
    page.on("request", (request) => void (request.url().includes("/tag/") && scripts.push(request.url())));
    await page.goto(stub.origin);
    await banner(page).waitFor();
    expect(scripts).toEqual([]);
  });
});
