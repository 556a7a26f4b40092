import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { TRUST, trusting } from "./asking.ts";
import { picture, violations } from "./judge.ts";
import { becomes, settle } from "./shop.ts";

const card = (page: Page) => page.locator('[data-earnest-slot="size"] section');
const shifted = (page: Page) => page.evaluate(() => window.shifted);

describe("what a moment shows for trust", () => {
  const list = (page: Page) => page.locator('[data-earnest-slot="size"] > [data-earnest-trust="choosing"]');

  it.each([
    ["light", {}],
    ["dark, phone", { colorScheme: "dark", viewport: { width: 320, height: 640 }, hasTouch: true }],
  ] as const)("stands in its slot without a question, %s, moves nothing, and has no axe violations", async (look, options) => {
    const { page, troubles } = await trusting(null, options);
    await list(page).waitFor();
    await picture(page, `trust-${look.replaceAll(/\W+/g, "-")}`);
    expect(await list(page).getByRole("listitem").allTextContents()).toEqual(TRUST.map(({ text }) => text));
    expect(await page.getByRole("list", { name: "While choosing" }).count()).toBe(1);
    for (const link of await list(page).getByRole("link").all()) expect((await link.boundingBox())?.height).toBeGreaterThanOrEqual(24);
    expect(await violations(page)).toEqual([]);
    expect(await shifted(page)).toBe(0);
    expect(troubles).toEqual([]);
  });

  it("steps aside for the card that says the same, comes back with its end, and waits where there is no room", async () => {
    const { page } = await trusting({ moment: "choosing", trust: TRUST });
    await card(page).waitFor();
    await becomes(() => list(page).isVisible(), false);
    await card(page).getByRole("button", { name: "Not now", exact: true }).click();
    await list(page).waitFor();
    expect(await shifted(page)).toBe(0);
    const cramped = await trusting(null, {}, '<aside data-earnest-slot="size"></aside>');
    await cramped.page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name }) => name.endsWith("/trust.js")));
    await settle(cramped.page);
    expect(await list(cramped.page).count()).toBe(0);
    expect(await shifted(cramped.page)).toBe(0);
  });

  it("steps aside for a card that was drawn before it and is placed in the same moment", async () => {
    const { page, context } = await trusting({ moment: "choosing", trust: TRUST });
    await context.addInitScript(holdLooks);
    const came = (part: string) =>
      page.waitForFunction((end) => performance.getEntriesByType("resource").some(({ name }) => name.endsWith(end)), part);
    await page.route("**/trust.js", async (route) => {
      await came("/ask.js");
      await settle(page);
      await route.continue();
    });
    await page.reload();
    await came("/trust.js");
    await settle(page);
    expect(await card(page).count()).toBe(0);
    await page.evaluate(() => window.look?.());
    await card(page).waitFor();
    await becomes(() => list(page).count(), 1);
    expect(await list(page).isVisible()).toBe(false);
  });
});

/** Nothing comes into view until it is looked at. */
function holdLooks(): void {
  const held: (() => void)[] = [];
  window.look = () => held.splice(0).forEach((work) => work());
  window.IntersectionObserver = class extends IntersectionObserver {
    constructor(seen: IntersectionObserverCallback, options?: IntersectionObserverInit) {
      super((...what) => void held.push(() => seen.call(this, ...what)), options);
    }
  };
}
