import { describe, expect, it } from "vitest";
import { banner, becomes, called, decision, dialog, hero, settle, status, visit } from "./shop.ts";
import { accepted, button, choiceCookie, consentOf, firstVisit, NONE, withdraw } from "./visitor.ts";

describe("withdrawing", () => {
  it("restores the page and forgets before the server has answered", async () => {
    const { page, stub } = await accepted();
    stub.delays["DELETE /v1/consent"] = 60_000;
    await button(page, "Privacy choices").click();
    await dialog(page).getByRole("button", { name: "Withdraw everything" }).click();
    expect(await hero(page).innerHTML()).toBe("<em>Good</em> things");
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    expect((await consentOf(page)).allowed).toEqual({ ...NONE, security: true });
    expect(stub.state["personalization"]).toBe("granted");
  });

  it("counts on every later page, too, until the server has heard of it", async () => {
    const { page, stub } = await accepted();
    stub.replies["DELETE /v1/consent"] = { status: 503, body: { status: 503 } };
    stub.replies["POST /v1/consent"] = { status: 503, body: { status: 503 } };
    await withdraw(page);
    await becomes(() => status(page).textContent(), "Your choice could not be saved. Nothing was allowed.");
    await page.goto(`${stub.origin}/held`);
    await called(stub, "POST", "/v1/consent", 2);
    await called(stub, "POST", "/v1/decide", 3);
    await settle(page);
    expect(await hero(page).textContent()).toBe("Good things");
    stub.replies = {};
    await page.goto(stub.origin);
    await called(stub, "POST", "/v1/consent", 3);
    expect(stub.to("POST", "/v1/consent")[2]?.json["decisions"]).toEqual(NONE);
    await becomes(() => Promise.resolve(stub.state["personalization"]), "withdrawn");
    await becomes(() => choiceCookie(page), expect.stringMatching(/^earnest_choice=1\d{9}\.\.functional~personalization~advertising$/));
    await page.reload();
    await called(stub, "POST", "/v1/decide", 5);
    expect(stub.to("POST", "/v1/consent")).toHaveLength(3);
  });

  it.each(["closing the page", "leaving for another page"])("arrives when it is followed by %s at once", async (how) => {
    const { page, stub, context } = await accepted();
    stub.delays["DELETE /v1/consent"] = 150;
    await withdraw(page);
    if (how === "closing the page") await page.close();
    else await page.goto("about:blank");
    const other = await context.newPage();
    await called(stub, "DELETE", "/v1/consent");
    await becomes(() => Promise.resolve(stub.state["personalization"]), "withdrawn");
    expect(other.url()).toBe("about:blank");
  });

  it("is not held up by another tab that waits for the server, when the page closes", async () => {
    const { page, stub, context } = await accepted();
    const other = await context.newPage();
    await other.goto(`${stub.origin}/bare`);
    await other.evaluate(() => void navigator.locks.request("earnest", () => new Promise(() => {})));
    await withdraw(page);
    await settle(page);
    expect(stub.to("DELETE", "/v1/consent")).toHaveLength(0);
    await page.goto("about:blank");
    await called(stub, "DELETE", "/v1/consent");
  });

  it("reaches the other tabs at once", async () => {
    const { page, stub, context } = await accepted();
    const other = await context.newPage();
    await other.goto(`${stub.origin}/held`);
    await becomes(() => hero(other).textContent(), "For you");
    stub.delays["DELETE /v1/consent"] = 60_000;
    await withdraw(page);
    await becomes(() => hero(other).textContent(), "Good things");
    expect((await consentOf(other)).allowed).toEqual({ ...NONE, security: true });
  });

  it("is not undone by an answer that was asked for before", async () => {
    const { page, stub } = await accepted();
    stub.delays["POST /v1/decide"] = 200;
    stub.delays["DELETE /v1/consent"] = 60_000;
    await page.evaluate(() => Object.assign(window, { kept: (window.earnest as { decide(): unknown }).decide() }));
    await called(stub, "POST", "/v1/decide", 3);
    await withdraw(page);
    await page.evaluate(() => window.kept);
    expect(await hero(page).textContent()).toBe("Good things");
    expect((await consentOf(page)).allowed).toEqual({ ...NONE, security: true });
  });

  it("wins over a grant that is still on its way", async () => {
    const { page, stub } = await firstVisit();
    stub.delays["POST /v1/consent"] = 200;
    await button(page, "Accept").click();
    await called(stub, "POST", "/v1/consent");
    await withdraw(page);
    await called(stub, "DELETE", "/v1/consent");
    await becomes(() => Promise.resolve(stub.state["personalization"]), "withdrawn");
    await settle(page);
    expect(
      stub.calls.map(({ method, path }) => `${method} ${path}`).filter((name) => name.endsWith("/consent") && !name.startsWith("GET")),
    ).toEqual(["POST /v1/consent", "DELETE /v1/consent"]);
    expect(await hero(page).textContent()).toBe("Good things");
  });
});

describe("another tab", () => {
  it("puts its banner away when the choice is made here", async () => {
    const { page, stub, context } = await firstVisit();
    const other = await context.newPage();
    await other.goto(stub.origin);
    await banner(other).waitFor();
    await button(page, "Accept").click();
    await becomes(() => banner(other).count(), 0);
  });
});

describe("a consent host of its own", () => {
  it("is asked same-site with credentials, and a withdrawal on leaving arrives there", async () => {
    const { page, stub: shop } = await visit();
    const { stub: host } = await visit();
    shop.consentHost = host.origin;
    host.friend = shop.origin;
    shop.csp = `default-src 'self'; connect-src ${host.origin}; require-trusted-types-for 'script'`;
    host.decisions = { hero: decision({ headline: "For you" }) };
    await page.goto(shop.origin);
    await button(page, "Accept").click();
    await becomes(() => hero(page).textContent(), "For you");
    expect(host.to("POST", "/v1/decide").at(-1)?.headers.cookie).toContain("__Host-earnest=sealed");
    // The preflight comes back when the page is gone: only then does the withdrawal itself set out.
    host.delays["OPTIONS"] = 150;
    await withdraw(page);
    await page.goto("about:blank");
    await called(host, "DELETE", "/v1/consent");
    await becomes(() => Promise.resolve(host.state["personalization"]), "withdrawn");
    expect(shop.calls).toEqual([]);
  });
});
