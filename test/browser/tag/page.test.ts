import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { banner, becomes, below, called, decision, dialog, hero, visit } from "./shop.ts";
import { picture, violations } from "./judge.ts";
import { granted, turn, type Earnest } from "./visitor.ts";

const told = (page: Page) => dialog(page).getByRole("listitem").allTextContents();

/** The page holds itself back, and what is not visible takes no focus. */
function unhide(page: Page): Promise<void> {
  return page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("html{visibility:visible!important}");
    document.adoptedStyleSheets = [sheet];
  });
}

describe("why am I seeing this", () => {
  it("is offered with an experience that used something, and says why in sentences, and how to take it back", async () => {
    const shop = await granted();
    const { page, stub } = shop;
    stub.sentences = { exp_hero: [{ attribute: "favourite", sentence: "Because you looked at shoes." }] };
    const why = page.locator("[data-earnest-why]");
    await unhide(page);
    expect(await why.isVisible()).toBe(true);
    await why.focus();
    await page.keyboard.press("Enter");
    await dialog(page).waitFor();
    expect(await told(page)).toEqual(["Because you looked at shoes."]);
    expect(stub.to("POST", "/v1/why")[0]?.json).toEqual({
      experiences: ["exp_hero"],
      context: { url: `${stub.origin}/held`, locale: "en" },
    });
    await picture(page, "why");
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await becomes(() => dialog(page).count(), 0);
    expect(await why.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    await dialog(page).getByRole("button", { name: "Withdraw everything" }).click();
    await becomes(() => hero(page).textContent(), "Good things");
    await called(stub, "DELETE", "/v1/consent");
    expect(await why.isVisible()).toBe(false);
  });

  it("says what was used by name where the server is away, slow to answer, or no longer shows it to them", async () => {
    const { page, stub } = await granted();
    await unhide(page);
    const why = page.locator("[data-earnest-why]");
    for (const trouble of [
      { status: 503 },
      { body: { why: { exp_hero: [] } } },
      { body: { why: { exp_hero: [{ attribute: "favourite" }] } } },
    ]) {
      stub.replies["POST /v1/why"] = { status: 200, body: {}, ...trouble };
      await why.press("Enter");
      await dialog(page).waitFor();
      expect(await told(page)).toEqual(["Your favourite category — Suggestions"]);
      await page.keyboard.press("Escape");
      await becomes(() => dialog(page).count(), 0);
      expect(await why.evaluate((element) => element === document.activeElement)).toBe(true);
    }
    stub.delays["POST /v1/why"] = 60_000;
    await why.press("Enter");
    await dialog(page).waitFor();
    expect(await told(page)).toEqual(["Your favourite category — Suggestions"]);
  });

  it("stays hidden where nothing of the person was used", async () => {
    const shop = await visit();
    shop.stub.plain = { hero: decision({ headline: "Hello" }, { because: [] }) };
    await shop.page.goto(`${shop.stub.origin}/held`);
    await becomes(() => hero(shop.page).textContent(), "Hello");
    expect(await shop.page.locator("[data-earnest-why]").evaluate((element) => (element as HTMLElement).hidden)).toBe(true);
  });
});

describe("what a page may call", () => {
  it("tracks an event and prepares the next view without touching this one", async () => {
    const { page, stub } = await granted("/");
    await becomes(() => below(page).textContent(), "Below for you");
    const before = await hero(page).textContent();
    stub.decisions = { hero: decision({ headline: "Newer" }), below: decision({ headline: "Newer below" }) };
    const answer = await page.evaluate(async () => {
      const earnest = window.earnest as unknown as Earnest;
      return Promise.all([earnest.track("viewed", { sku: "b1" }), earnest.track("viewed", { sku: "b2" })]);
    });
    expect(answer).toEqual([{ accepted: true }, { accepted: true }]);
    await becomes(() => below(page).textContent(), "Newer below");
    expect(await hero(page).textContent()).toBe(before);
    expect(stub.to("POST", "/v1/decide")).toHaveLength(2);
    const [first, second] = stub.to("POST", "/v1/track");
    expect(first?.json).toEqual({ event: "viewed", properties: { sku: "b1" }, messageId: expect.stringMatching(/^[\da-f-]{36}$/) });
    expect(first?.json["messageId"]).not.toBe(second?.json["messageId"]);
  });

  it("plays back what waited in the queue, and takes more", async () => {
    const { page, stub } = await visit();
    await page.goto(`${stub.origin}/queue`);
    await called(stub, "POST", "/v1/track");
    expect(stub.to("POST", "/v1/track")[0]?.json).toMatchObject({ event: "waited", properties: { n: 1 } });
    await page.evaluate(() => (window.earnest as unknown as { q: { push(call: unknown): void } }).q.push(["track", "later"]));
    await called(stub, "POST", "/v1/track", 2);
  });

  it("answers a new view with its decisions and fills elements inserted for it", async () => {
    const { page, stub } = await granted("/");
    stub.decisions["side"] = decision({ headline: "Side for you" });
    const decisions = await page.evaluate(() => (window.earnest as unknown as Earnest).decide(["side"]));
    expect(decisions["side"]?.content).toEqual({ headline: "Side for you" });
    const text = await page.evaluate(() => {
      const slot = document.createElement("section");
      const field = document.createElement("h2");
      slot.dataset["earnestSlot"] = "side";
      field.dataset["earnestField"] = "headline";
      slot.append(field);
      document.querySelector("main")?.prepend(slot);
      void (window.earnest as unknown as Earnest).decide();
      return field.textContent;
    });
    expect(text).toBe("Side for you");
  });

  it("tells of decisions, consent and errors until told to stop", async () => {
    const { page, stub, troubles } = await granted("/");
    await page.evaluate(() => {
      const earnest = window.earnest as unknown as Earnest;
      const heard: string[] = [];
      window.kept = heard;
      const stop = (["decision", "consent", "error"] as const).map((name) => earnest.on(name, () => heard.push(name)));
      Object.assign(window, { stop: () => stop.forEach((off) => off()) });
    });
    const heard = () => page.evaluate(() => window.kept);
    await page.evaluate(() => (window.earnest as unknown as Earnest).decide());
    await becomes(heard, ["consent", "decision"]);
    stub.replies["POST /v1/decide"] = { status: 500, body: { status: 500 } };
    await page.evaluate(() => (window.earnest as unknown as Earnest).decide());
    await becomes(heard, ["consent", "decision", "error"]);
    await page.evaluate(() => (window as unknown as { stop(): void }).stop());
    await page.evaluate(() => (window.earnest as unknown as Earnest).decide());
    expect(await heard()).toEqual(["consent", "decision", "error"]);
    expect(troubles).toEqual([]);
  });

  it("asks again when the person goes back in a single-page application", async () => {
    const { page, stub } = await granted("/");
    await page.evaluate(() => {
      history.pushState({}, "", "/second");
      history.back();
    });
    await called(stub, "POST", "/v1/decide", 2);
  });
});

describe("renewal", () => {
  it("comes after its time, only while the page is visible", async () => {
    const shop = await visit();
    shop.stub.grantAll();
    shop.stub.renewAfter = 0.4;
    await shop.page.goto(shop.stub.origin);
    await called(shop.stub, "POST", "/v1/consent/renew");
    expect(shop.stub.to("POST", "/v1/consent/renew")[0]?.json).toEqual({});
    await turn(shop, "hidden");
    await shop.page.waitForTimeout(100);
    const before = shop.stub.to("POST", "/v1/consent/renew").length;
    await shop.page.waitForTimeout(1000);
    expect(shop.stub.to("POST", "/v1/consent/renew").length).toBe(before);
    await turn(shop, "visible");
    await called(shop.stub, "POST", "/v1/consent/renew", before + 1);
  });

  it("takes the content away that rests on what another device withdrew", async () => {
    const shop = await granted();
    shop.stub.renewAfter = 0.3;
    await shop.page.evaluate(() => (window.earnest as unknown as Earnest).decide());
    shop.stub.state = { functional: "granted", personalization: "withdrawn", advertising: "denied" };
    await becomes(() => hero(shop.page).textContent(), "Good things");
  });

  it("happens when the page comes back from the browser's memory", async () => {
    const shop = await granted();
    await shop.context.addCookies([
      { name: "earnest_choice", value: "1.functional.personalization", url: shop.stub.origin, secure: true, sameSite: "Lax" },
    ]);
    await shop.page.evaluate(() => void window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
    expect(await hero(shop.page).textContent()).toBe("Good things");
    await called(shop.stub, "POST", "/v1/consent/renew");
    expect(await banner(shop.page).count()).toBe(0);
  });
});
