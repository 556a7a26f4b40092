import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { banner, becomes, called, decision, hero, kept, visit } from "./shop.ts";
import { accepted, button, choiceCookie, type Earnest } from "./visitor.ts";

const SIGN_OUT = "POST /v1/identities/sign-out";

const signOut = (page: Page) =>
  page.evaluate(() =>
    (window.earnest as unknown as Earnest).signOut().then(
      () => true,
      () => false,
    ),
  );
const memory = (page: Page) => page.evaluate(() => sessionStorage.getItem("earnest"));

describe("signing out", () => {
  it("leaves nothing of the person: not on the page, not for the first paint of whoever comes next", async () => {
    const { page, stub, troubles } = await accepted();
    expect(await signOut(page)).toBe(true);
    expect(await hero(page).innerHTML()).toBe("<em>Good</em> things");
    expect(await memory(page)).toBeNull();
    expect(await choiceCookie(page)).toBe("");
    await banner(page).waitFor();
    stub.decisions = { hero: decision({ headline: "For somebody else" }) };
    stub.delays["POST /v1/decide"] = 400;
    await button(page, "Accept").click();
    await called(stub, "POST", "/v1/consent", 2);
    await page.goto(`${stub.origin}/steady`);
    expect(await page.evaluate(() => window.atReady)).toBe("Good things");
    expect(troubles).toEqual([]);
  });

  it("forgets before the server has answered, and in the other tabs", async () => {
    const { page, stub, context } = await accepted();
    const other = await context.newPage();
    await other.goto(`${stub.origin}/held`);
    await becomes(() => hero(other).textContent(), "For you");
    await kept(other, "For you");
    stub.delays[SIGN_OUT] = 60_000;
    void signOut(page).catch(() => undefined);
    for (const tab of [page, other]) {
      await becomes(() => hero(tab).textContent(), "Good things");
      expect(await memory(tab)).toBeNull();
    }
  });

  it("leaves nothing for the next one in a tab that was elsewhere meanwhile", async () => {
    const shop = await visit();
    const { page, stub, context } = shop;
    stub.decisions = { hero: decision({ headline: "For you" }) };
    stub.mark = "7f";
    await page.goto(`${stub.origin}/steady`);
    await button(page, "Accept").click();
    await kept(page, "For you");
    const other = await context.newPage();
    await other.goto(`${stub.origin}/steady`);
    await kept(other, "For you");
    await other.goto("about:blank");
    const back = () => other.goto(`${stub.origin}/steady`).then(() => other.evaluate(() => window.atReady));
    expect(await back()).toBe("For you");
    await kept(other, "For you");
    await other.goto("about:blank");
    expect(await signOut(page)).toBe(true);
    stub.mark = "c0";
    stub.decisions = { hero: decision({ headline: "For somebody else" }) };
    await button(page, "Accept").click();
    await kept(page, "For somebody else");
    stub.delays["POST /v1/decide"] = 400;
    expect(await back()).toBe("Good things");
  });

  it("that fails tells the page so, and the person is who they were", async () => {
    const { page, stub } = await accepted();
    stub.replies[SIGN_OUT] = { status: 503, body: { status: 503 } };
    expect(await signOut(page)).toBe(false);
    await becomes(() => hero(page).textContent(), "For you");
  });
});

describe("signing in", () => {
  it("brings a token for the nonce of this browser, and shows what is theirs at once", async () => {
    const { page, stub, troubles } = await accepted();
    stub.decisions = { hero: decision({ headline: "Welcome back" }) };
    await page.evaluate(() => (window.earnest as unknown as Earnest).signIn((nonce) => `token for ${nonce}`));
    await becomes(() => hero(page).textContent(), "Welcome back");
    expect(stub.to("POST", "/v1/identities/token").map(({ json }) => json)).toEqual([{ token: "token for nonce-of-this-browser" }]);
    await page.evaluate(() => (window.earnest as unknown as Earnest).signIn("ready-made"));
    expect(stub.to("POST", "/v1/identities/token")[1]?.json).toEqual({ token: "ready-made" });
    expect(stub.to("GET", "/v1/identities/nonce")).toHaveLength(1);
    expect(troubles).toEqual([]);
  });
});
