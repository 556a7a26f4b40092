import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../support/chromium.ts";
import { startDemo, type Demo } from "../support/demo.ts";

const DEFAULT_HEADLINE = "Made for weather that turns";
const SHOES_HEADLINE = "Still looking for the pair that fits?";
const EUROPE = { "x-earnest-country": "DE" };
const NOON = Date.parse("2026-11-22T12:00:00Z");
let demo: Demo;
let chromium: Browser;

beforeAll(async () => {
  [demo, chromium] = await Promise.all([startDemo(), launchChromium()]);
});
afterAll(async () => {
  await chromium?.close();
  await demo?.stop();
});

interface Seen {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly foreign: string[];
  readonly violations: string[];
}

async function visit(headers: Record<string, string> = EUROPE): Promise<Seen> {
  const context = await chromium.newContext({ extraHTTPHeaders: headers, locale: "en-GB" });
  const page = await context.newPage();
  const foreign: string[] = [];
  const violations: string[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== demo.base) foreign.push(request.url());
  });
  page.on("console", (message) => {
    if (/Content Security Policy|Trusted/i.test(message.text())) violations.push(message.text());
  });
  return { page, context, foreign, violations };
}

const headline = (page: Page): Promise<string | null> => page.locator("#hero-headline").textContent();
const decided = (page: Page): Promise<unknown> => page.waitForResponse((response) => response.url().endsWith("/v1/decide"));
const tracked = (page: Page): Promise<unknown> =>
  page.waitForResponse((response) => response.url().endsWith("/v1/track") && response.status() === 200);

async function comingBack(page: Page): Promise<string | null> {
  const answered = decided(page);
  await page.goto(demo.base);
  await answered;
  return headline(page);
}

const kept = (page: Page): Promise<string> => page.evaluate(() => sessionStorage.getItem("earnest") ?? "");

async function acceptAll(page: Page): Promise<void> {
  const granted = page.waitForResponse((response) => response.url().endsWith("/v1/consent") && response.request().method() === "POST");
  await page.getByRole("button", { name: "Accept all" }).click();
  expect((await granted).status()).toBe(201);
  await expect.poll(() => kept(page)).toContain('"hero"');
}

async function lookAtThreeShoes(page: Page): Promise<void> {
  await page.goto(`${demo.base}/c/shoes`);
  const shoes = await page
    .locator('main a[href^="/p/"]')
    .evaluateAll((links) => [...new Set(links.map((link) => link.getAttribute("href")))]);
  for (const shoe of shoes.slice(0, 3)) {
    const counted = tracked(page);
    await page.goto(demo.base + shoe);
    await counted;
  }
  // The tag asks ahead for the slots of pages seen before, so that the next view is right from its first paint.
  await expect.poll(() => kept(page), { timeout: 10_000 }).toContain("hero-shoes");
}

describe("the demo shop in a browser", () => {
  it("goes from default over a grant to personal and, at a withdrawal, back to default", async () => {
    const { page, context, foreign, violations } = await visit();
    await page.goto(demo.base);
    const accept = page.getByRole("button", { name: "Accept all" });
    await accept.waitFor();
    expect(await headline(page)).toBe(DEFAULT_HEADLINE);
    expect(await context.cookies()).toEqual([]);
    expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);
    expect(foreign).toEqual([]);

    await acceptAll(page);
    await accept.waitFor({ state: "detached" });
    const names = (await context.cookies()).map((cookie) => [cookie.name, cookie.httpOnly, cookie.secure, cookie.sameSite]);
    expect(names.toSorted(([a], [b]) => String(a).localeCompare(String(b)))).toEqual([
      ["__Host-earnest", true, true, "Lax"],
      ["earnest_choice", false, true, "Lax"],
    ]);

    await lookAtThreeShoes(page);
    // A slot in view is never changed once it may have been painted: on a slow machine it is the next view that shows it.
    await expect.poll(() => comingBack(page), { timeout: 20_000 }).toBe(SHOES_HEADLINE);
    expect(await page.locator('[data-earnest-slot="grid"] h2').textContent()).not.toBe("Popular right now");

    await page.locator('[data-earnest-slot="hero"]').getByRole("button", { name: "Why am I seeing this?" }).click();
    await page.getByText(/^Because you looked at shoes \d+ times, which you allowed/).waitFor();
    await page.getByRole("button", { name: "Close" }).click();

    // In one press, as it was given.
    const withdrawn = page.waitForResponse(
      (response) => response.url().endsWith("/v1/consent") && response.request().method() === "DELETE",
    );
    await page.locator("footer").getByRole("button", { name: "Withdraw all" }).click();
    expect((await withdrawn).status()).toBe(200);
    await expect.poll(() => headline(page)).toBe(DEFAULT_HEADLINE);
    const answer = await page.evaluate(() =>
      fetch("/v1/decide", { method: "POST", headers: { authorization: "Bearer pk_demo_shop" }, body: '{"slots":["hero"]}' }).then(
        (response) => response.json(),
      ),
    );
    expect(answer).toMatchObject({
      decisions: { hero: { content: null, reason: "no-consent" } },
      consent: { allowed: { personalization: false } },
    });
    expect(await comingBack(page)).toBe(DEFAULT_HEADLINE);
    expect(await page.getByRole("button", { name: "Accept all" }).count()).toBe(0);
    expect(violations).toEqual([]);
    expect(foreign).toEqual([]);
    await context.close();
  });

  it("stops another device at the hard time of its pass", async () => {
    const first = await visit();
    await first.page.goto(demo.base);
    await acceptAll(first.page);
    await lookAtThreeShoes(first.page);
    const second = await visit();
    await second.context.addCookies(await first.context.cookies());
    await first.page.evaluate(() => (window as unknown as { earnest: { withdraw(): Promise<void> } }).earnest.withdraw());
    await expect.poll(async () => (await first.context.cookies()).some((cookie) => cookie.name === "__Host-earnest-floor")).toBe(true);
    const ask = async (aheadMs: number): Promise<string> => {
      const answer = await second.context.request.post(`${demo.base}/v1/decide`, {
        headers: { ...EUROPE, authorization: "Bearer pk_demo_shop", "x-earnest-now": String(Date.now() + aheadMs) },
        data: { slots: ["hero"] },
      });
      return ((await answer.json()) as { decisions: { hero: { reason: string } } }).decisions.hero.reason;
    };
    expect(await ask(0)).toBe("matched");
    expect(await ask(301_000)).toBe("no-consent");
    await first.context.close();
    await second.context.close();
  });

  it("does not ask a refused visitor again before the re-ask date", async () => {
    const { page, context } = await visit({ ...EUROPE, "x-earnest-now": String(NOON) });
    await page.goto(demo.base);
    const refused = page.waitForResponse((response) => response.url().endsWith("/v1/consent") && response.status() === 201);
    await page.getByRole("button", { name: "Refuse all" }).click();
    await refused;
    for (const [date, asked] of [
      ["2026-11-23", 0],
      ["2027-05-21", 0],
      ["2027-05-23", 1],
    ] as const) {
      await context.setExtraHTTPHeaders({ ...EUROPE, "x-earnest-now": `${date}T12:00:00Z` });
      await page.goto(demo.base);
      const due = await page.evaluate(
        async () => (await (window as unknown as { earnest: { consent(): Promise<{ noticeDue: boolean }> } }).earnest.consent()).noticeDue,
      );
      expect(due, date).toBe(asked === 1);
      if (asked === 1) await page.getByRole("button", { name: "Accept all" }).waitFor();
      else expect(await page.getByRole("button", { name: "Accept all" }).count()).toBe(0);
      expect(await headline(page)).toBe(DEFAULT_HEADLINE);
    }
    await context.close();
  });

  it("keeps its own content when the API is away, and works without JavaScript", async () => {
    const { page, context } = await visit();
    await context.route("**/v1/**", (route) => route.abort());
    await page.goto(demo.base);
    expect(await headline(page)).toBe(DEFAULT_HEADLINE);
    await context.close();
    const plain = await chromium.newContext({ javaScriptEnabled: false });
    const still = await plain.newPage();
    await still.goto(`${demo.base}/c/shoes`);
    await still.locator('main a[href^="/p/"]').first().click();
    await still.waitForURL(/\/p\//);
    await still.getByRole("heading", { level: 1 }).waitFor();
    await plain.close();
  });
});

describe("the demo by itself", () => {
  it("gives a page whose tag was replaced meanwhile the parts of now", async () => {
    const { page, context } = await visit();
    await page.route("**/tag.js", async (route) => {
      const now = await route.fetch();
      await route.fulfill({ response: now, body: (await now.text()).replace(/tag\/[0-9a-f]{8}/, "tag/00000000") });
    });
    const chunks: string[] = [];
    page.on("request", (request) => void (request.url().includes("centre.js") && chunks.push(new URL(request.url()).pathname)));
    await page.goto(demo.base);
    await page.getByRole("button", { name: "Privacy choices" }).first().click();
    await page.getByRole("dialog").waitFor();
    expect(chunks).toEqual(["/tag/00000000/centre.js", "/tag-now/centre.js"]);
    await context.close();
  });

  it("prints where it is and its keys, and is not looser outside Europe than the law there", async () => {
    expect(demo.printed()).toContain("pk_demo_shop");
    expect(demo.printed()).toContain("sk_demo_local");
    const { page, context } = await visit({ "x-earnest-country": "US", "x-earnest-region": "US-CA", "sec-gpc": "1" });
    expect(await comingBack(page)).toBe(DEFAULT_HEADLINE);
    expect(await context.cookies()).toEqual([]);
    await context.close();
  });
});
