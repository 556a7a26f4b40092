import { describe, expect, it } from "vitest";
import { banner, becomes, below, called, decision, hero, kept, settle, visit, type Shop } from "./shop.ts";
import { consentOf } from "./visitor.ts";

/** Waits until the page was painted, so that an answer that comes now comes late. */
const LATE = 200;

async function allowing(): Promise<Shop> {
  const shop = await visit();
  shop.stub.grantAll();
  return shop;
}

/** A visitor who accepted, and whose last answer waits for the next page. */
async function remembering(): Promise<Shop> {
  const shop = await visit();
  const { stub, page } = shop;
  await page.goto(stub.origin);
  await banner(page).getByRole("button", { name: "Accept" }).click();
  await called(stub, "POST", "/v1/decide", 2);
  stub.decisions = { hero: decision({ headline: "For you" }) };
  await page.goto(stub.origin);
  await kept(page, "For you");
  return shop;
}

describe("one page view", () => {
  it("asks once for all slots of the page, with the key and the page's own address", async () => {
    const { stub, page } = await allowing();
    await page.goto(`${stub.origin}/?utm=x#secret`);
    await called(stub, "POST", "/v1/decide");
    const [call, ...more] = stub.to("POST", "/v1/decide");
    expect(more).toEqual([]);
    expect(call?.json["slots"]).toEqual(["hero", "below"]);
    expect(call?.json["context"]).toEqual({ url: `${stub.origin}/?utm=x`, locale: "en" });
    expect(call?.headers.authorization).toBe("Bearer pk_demo_shop");
    expect(call?.headers["content-type"]).toBe("application/json");
  });

  it("fills what is out of view, and leaves what is in view for the next view", async () => {
    const { stub, page } = await allowing();
    stub.delays["POST /v1/decide"] = LATE;
    stub.decisions = { hero: decision({ headline: "For you" }), below: decision({ headline: "Below for you" }) };
    await page.goto(stub.origin);
    await becomes(() => below(page).textContent(), "Below for you");
    expect(await hero(page).innerHTML()).toBe("<em>Good</em> things");
    expect(await page.evaluate(() => window.shifted)).toBe(0);
  });

  it("fills what is in view while nothing is painted yet", async () => {
    const { stub, page } = await allowing();
    stub.decisions = { hero: decision({ headline: "For you" }) };
    await page.goto(`${stub.origin}/held`);
    await becomes(() => hero(page).textContent(), "For you");
  });

  it("fills text, links and pictures, and puts the very same nodes back", async () => {
    const { stub, page, troubles } = await allowing();
    stub.decisions = {
      hero: decision({
        headline: "<b>For</b> you",
        link: { text: "Bread", href: "/bread", title: "Bread for you" },
        picture: { src: "//localhost/other.svg", alt: "Bread" },
      }),
    };
    await page.goto(`${stub.origin}/held`);
    await becomes(() => hero(page).textContent(), "<b>For</b> you");
    const link = page.locator('[data-earnest-field="link"]');
    const picture = page.locator('[data-earnest-field="picture"]');
    expect([await link.textContent(), await link.getAttribute("href"), await link.getAttribute("title")]).toEqual([
      "Bread",
      "/bread",
      "Bread for you",
    ]);
    expect([await picture.getAttribute("src"), await picture.getAttribute("alt")]).toEqual(["//localhost/other.svg", "Bread"]);
    await page.evaluate(() => (window.earnest as { withdraw(): Promise<void> }).withdraw());
    expect(await hero(page).innerHTML()).toBe("<em>Good</em> things");
    expect(await link.evaluate((element) => element.outerHTML)).toBe(
      '<a data-earnest-field="link" href="/default" title="Default title">Look around</a>',
    );
    expect([await picture.getAttribute("src"), await picture.getAttribute("alt")]).toEqual(["/pixel.svg", "A shelf"]);
    expect(troubles.filter((trouble) => !trouble.startsWith("img-src"))).toEqual([]);
  });

  it.each(["javascript:alert(1)", " java\tscript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "blob:x", "http://["])(
    "refuses the address %j",
    async (href) => {
      const { stub, page } = await allowing();
      stub.decisions = { hero: decision({ headline: "For you", link: { href }, picture: { src: href } }) };
      await page.goto(`${stub.origin}/held`);
      await becomes(() => hero(page).textContent(), "For you");
      expect(await page.locator('[data-earnest-field="link"]').getAttribute("href")).toBe("/default");
      expect(await page.locator('[data-earnest-field="picture"]').getAttribute("src")).toBe("/pixel.svg");
    },
  );

  it("ignores a field's unknown members and a value of no known kind", async () => {
    const { stub, page, troubles } = await allowing();
    stub.decisions = { hero: decision({ headline: 5, link: { onclick: "x", text: "Bread", style: "color:red" }, picture: null }) };
    await page.goto(`${stub.origin}/held`);
    const link = page.locator('[data-earnest-field="link"]');
    await becomes(() => link.textContent(), "Bread");
    expect(await link.evaluate((element) => element.getAttributeNames())).toEqual(["data-earnest-field", "href", "title"]);
    expect(await hero(page).innerHTML()).toBe("<em>Good</em> things");
    expect(troubles).toEqual([]);
  });
});

describe("when the answer does not come", () => {
  it("keeps the defaults after 300 ms, and still learns off the hot path that a choice is due", async () => {
    const { stub, page, troubles } = await visit();
    stub.plain = { below: decision({ headline: "Too late" }, { because: [] }) };
    stub.delays["POST /v1/decide"] = 450;
    await page.goto(stub.origin);
    await banner(page).waitFor();
    expect(stub.to("GET", "/v1/consent")).toHaveLength(1);
    expect(await below(page).textContent()).toBe("More things");
    expect(troubles).toEqual([]);
  });

  it.each([
    ["a problem", { status: 503, body: { title: "Unavailable", status: 503 } }],
    ["no JSON", { status: 200, body: null, raw: "<html>" }],
    ["null", { status: 200, body: null }],
    ["another shape", { status: 200, body: { decisions: { hero: { content: 7 } }, consent: 1 } }],
  ])("keeps the defaults on %s, silently", async (_name, reply) => {
    const { stub, page, troubles } = await allowing();
    stub.replies["POST /v1/decide"] = reply;
    stub.replies["GET /v1/consent"] = reply;
    await page.goto(`${stub.origin}/held`);
    await called(stub, "POST", "/v1/decide");
    await called(stub, "GET", "/v1/consent");
    await settle(page);
    expect(await hero(page).innerHTML()).toBe("<em>Good</em> things");
    expect(await below(page).textContent()).toBe("More things");
    expect(troubles).toEqual([]);
  });
});

describe("the next page", () => {
  it("is filled before it is painted, from the answer before, where functional is allowed", async () => {
    const { stub, page } = await remembering();
    stub.delays["POST /v1/decide"] = LATE;
    await page.goto(`${stub.origin}/steady`);
    expect(await page.evaluate(() => window.atReady)).toBe("For you");
    await called(stub, "POST", "/v1/decide", 4);
    await page.waitForTimeout(LATE * 2);
    expect(await page.evaluate(() => window.shifted)).toBe(0);
  });

  // On a starved machine even a report of a paint can be late: then, and only then, another try may tell more.
  it("never moves, however the first paint and the tag race", { retry: 2 }, async () => {
    const { stub, page } = await remembering();
    for (const delay of [0, 10, 20, 30, 40]) {
      stub.delays["GET /tag.js"] = delay;
      await page.goto(`${stub.origin}/second`);
      await page.waitForTimeout(250);
      expect(await page.evaluate(() => window.shifted)).toBe(0);
    }
  });

  it("asks for the slots of earlier pages too", async () => {
    const { stub, page } = await remembering();
    await page.goto(`${stub.origin}/bare`);
    await called(stub, "POST", "/v1/decide", 4);
    expect(stub.to("POST", "/v1/decide")[3]?.json["slots"]).toEqual(["hero", "below"]);
  });

  it("starts from its defaults when functional was refused: nothing is kept", async () => {
    const { stub, page } = await visit();
    stub.state = { functional: "denied", personalization: "granted", advertising: "denied" };
    stub.decisions = { hero: decision({ headline: "For you" }) };
    await page.goto(`${stub.origin}/held`);
    await becomes(() => hero(page).textContent(), "For you");
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    await page.goto(`${stub.origin}/bare`);
    await called(stub, "POST", "/v1/decide", 2);
    expect(stub.to("POST", "/v1/decide")[1]?.json["slots"]).toEqual([]);
  });

  it.each([
    ["functional~personalization~advertising.", {}],
    ["functional~personalization.advertising", { advertising: false }],
  ])("believes no yes that is a week old, but every no: %s", async (said, allowed) => {
    const { stub, page, context } = await remembering();
    const until = Math.floor(Date.now() / 1000) - 7 * 86_400;
    await context.addCookies([{ name: "earnest_choice", value: `${until}.${said}`, url: stub.origin, secure: true, sameSite: "Lax" }]);
    stub.replies["POST /v1/decide"] = stub.replies["GET /v1/consent"] = { status: 503, body: { status: 503 } };
    await page.goto(`${stub.origin}/steady`);
    expect(await page.evaluate(() => window.atReady)).toBe("Good things");
    expect((await consentOf(page)).allowed).toEqual(allowed);
  });

  it("believes a live yes when the server cannot be asked", async () => {
    const { stub, page, context } = await visit();
    const until = Math.floor(Date.now() / 1000) + 100;
    await context.addCookies([
      { name: "earnest_choice", value: `${until}.functional~personalization.advertising`, url: stub.origin, secure: true, sameSite: "Lax" },
    ]);
    stub.replies["POST /v1/decide"] = stub.replies["GET /v1/consent"] = { status: 503, body: { status: 503 } };
    await page.goto(stub.origin);
    expect((await consentOf(page)).allowed).toEqual({ functional: true, personalization: true, advertising: false });
  });

  it("uses nothing kept that rests on a purpose refused since", async () => {
    const { stub, page, context } = await remembering();
    const until = Math.floor(Date.now() / 1000) + 300;
    await context.addCookies([
      { name: "earnest_choice", value: `${until}.functional.personalization`, url: stub.origin, secure: true, sameSite: "Lax" },
    ]);
    await page.goto(`${stub.origin}/steady`);
    expect(await page.evaluate(() => window.atReady)).toBe("Good things");
  });

  it("takes back at once what the server no longer allows, in view or not", async () => {
    const { stub, page } = await remembering();
    stub.state = { functional: "granted", personalization: "withdrawn", advertising: "denied" };
    stub.delays["POST /v1/decide"] = LATE;
    await page.goto(`${stub.origin}/steady`);
    expect(await page.evaluate(() => window.atReady)).toBe("For you");
    await becomes(() => hero(page).textContent(), "Good things");
    expect(await page.evaluate(() => sessionStorage.getItem("earnest"))).not.toContain("For you");
  });
});
