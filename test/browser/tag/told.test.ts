import { describe, expect, it } from "vitest";
import { becomes, called, decision, hero, settle, visit, type Shop } from "./shop.ts";
import { pages } from "./pages.ts";
import { choiceCookie, consentOf, turn, withdraw } from "./visitor.ts";

const PAGE = pages["/"]?.body ?? "";
const FILLED = decision({ headline: "For you" }, { exposure: "tok_filled" });

/** Someone who allowed everything, on a page whose hero was filled before its first byte. */
async function filled(more: object = {}, shown: object = {}, inside = ""): Promise<Shop> {
  const shop = await visit();
  const { stub, page } = shop;
  stub.grantAll();
  stub.decisions = { hero: decision({ headline: "For you, newly" }) };
  const told = JSON.stringify({ decisions: { hero: { ...FILLED, ...shown } }, consent: stub.consent(), renewAfter: null, ...more });
  const block = `<script type="application/json" data-earnest-told>${told}</script>`;
  stub.more["/filled"] = {
    type: "text/html",
    body: PAGE.replace(/<em>Good<\/em> things(<\/h\d>)?/, `For you$1${inside}`).replace(/(data-earnest-why[^>]*?) hidden/, "$1") + block,
  };
  await page.goto(`${stub.origin}/filled`);
  await page.evaluate(() => (window.kept = "this page"));
  return shop;
}

describe("a page filled before the first byte", () => {
  it("is taken as shown: nothing is decided again, what is seen counts once, and why is told", async () => {
    const shop = await filled();
    const { page, stub, troubles } = shop;
    expect((await consentOf(page)).allowed["personalization"]).toBe(true);
    expect(await hero(page).textContent()).toBe("For you");
    expect(await page.locator("[data-earnest-why]").isVisible()).toBe(true);
    expect(await page.evaluate(() => window.shifted)).toBe(0);
    await page.waitForTimeout(1200);
    for (const state of ["hidden", "visible", "hidden"] as const) await turn(shop, state);
    await called(stub, "POST", "/v1/exposures");
    await settle(page);
    expect(stub.to("POST", "/v1/exposures").map(({ json }) => json["exposures"])).toEqual([["tok_filled"]]);
    expect(stub.to("POST", "/v1/decide")).toEqual([]);
    expect(troubles).toEqual([]);
  });

  it("asks once, and later, where there may be a question, and has what stands there for trust no second time", async () => {
    const trust = [{ moment: "new", name: null, elements: [{ kind: "fact", text: "Made here" }], because: [] }];
    const { page, stub, troubles } = await filled(
      { asks: true },
      { trust },
      '<ul data-earnest-trust="new"><li class="fact">Made here</li></ul>',
    );
    await called(stub, "POST", "/v1/decide");
    await settle(page);
    expect(stub.to("POST", "/v1/decide")).toHaveLength(1);
    expect(await hero(page).textContent()).toBe("For you");
    expect(await page.getByText("Made here").count()).toBe(1);
    expect(await page.evaluate(() => window.shifted)).toBe(0);
    expect(troubles).toEqual([]);
  });

  it("loses the whole slot where somebody puts away what it shows: its default is not in the page", async () => {
    const { page, stub } = await filled();
    await becomes(() => page.locator("[data-earnest-dismiss]").isVisible(), true);
    await page.locator("[data-earnest-dismiss]").press("Enter");
    await becomes(() => hero(page).isVisible(), false);
    await called(stub, "POST", "/v1/exposures");
    expect(stub.to("POST", "/v1/exposures")[0]?.json).toEqual({ dismissed: ["tok_filled"] });
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("MAIN");
  });

  it("stays as it is when another view of the same page is decided otherwise", async () => {
    const { page, stub } = await filled();
    await consentOf(page);
    await page.evaluate(() => (window.earnest as unknown as { decide(): Promise<unknown> }).decide());
    expect(stub.to("POST", "/v1/decide")).toHaveLength(1);
    expect(await hero(page).textContent()).toBe("For you");
  });

  it("hides what was withdrawn at once, and is loaded again when the withdrawal is recorded", async () => {
    const { page, stub } = await filled();
    await consentOf(page);
    const held = Promise.withResolvers<void>();
    stub.delays["DELETE /v1/consent"] = held.promise;
    stub.more["/filled"] = { type: "text/html", body: PAGE };
    await withdraw(page);
    await becomes(() => hero(page).isVisible(), false);
    expect(stub.state["personalization"]).toBe("granted");
    expect(stub.asked.filter((path) => path === "/filled")).toHaveLength(1);
    held.resolve();
    await becomes(() => hero(page).textContent(), "Good things");
    expect(stub.state["personalization"]).toBe("withdrawn");
    expect(await hero(page).isVisible()).toBe(true);
    expect(await page.evaluate(() => window.kept)).toBeUndefined();
    expect(stub.asked.filter((path) => path === "/filled")).toHaveLength(2);
  });

  it("waits, hidden, while the withdrawal cannot be recorded, and is loaded again once it is", async () => {
    const { page, stub } = await filled();
    await consentOf(page);
    for (const call of ["DELETE /v1/consent", "POST /v1/consent"]) stub.replies[call] = { status: 503, body: { status: 503 } };
    await withdraw(page);
    await called(stub, "DELETE", "/v1/consent");
    await becomes(() => choiceCookie(page), expect.stringMatching(/^earnest_choice=00\./));
    await becomes(() => hero(page).isVisible(), false);
    expect(await page.evaluate(() => window.kept)).toBe("this page");
    stub.replies = {};
    stub.more["/filled"] = { type: "text/html", body: PAGE };
    await withdraw(page);
    await becomes(() => hero(page).textContent(), "Good things");
  });
});
