import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { contrast, picture, violations } from "./judge.ts";
import { banner, becomes, called, dialog, settle, status, visit, type Shop } from "./shop.ts";

const PHONE = { width: 320, height: 640 };

const LOOKS: readonly (readonly [string, string, BrowserContextOptions])[] = [
  ["light", "/", { colorScheme: "light" }],
  ["dark", "/", { colorScheme: "dark" }],
  ["phone", "/", { viewport: PHONE, hasTouch: true }],
  ["phone, German", "/de", { viewport: PHONE }],
  ["phone, dark, right to left", "/ar", { viewport: PHONE, colorScheme: "dark" }],
  ["right to left", "/ar", {}],
  ["forced colours", "/", { forcedColors: "active" }],
];

async function first(path = "/", options: BrowserContextOptions = {}): Promise<Shop> {
  const shop = await visit(options);
  await shop.page.goto(shop.stub.origin + path);
  await banner(shop.page).waitFor();
  return shop;
}

/** Presses Tab until an element of that kind has the focus; its text, or its label's. */
async function tabTo(page: Page, tag: string): Promise<string> {
  for (let pressed = 0; pressed < 20; pressed++) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate((wanted) => {
      const focused = document.querySelector("earnest-ui")?.shadowRoot?.activeElement;
      return focused?.tagName === wanted ? (focused.closest("label") ?? focused).textContent : null;
    }, tag);
    if (found !== null) return found;
  }
  throw new Error(`no ${tag} within reach`);
}

function shape(of: Locator): Promise<Record<string, string | number>> {
  return of.evaluate((element) => {
    const { width, height } = element.getBoundingClientRect();
    const { fontSize, fontWeight, fontFamily, color, backgroundColor, borderWidth } = getComputedStyle(element);
    return {
      tag: element.tagName,
      width: Math.round(width),
      height: Math.round(height),
      fontSize,
      fontWeight,
      fontFamily,
      color,
      backgroundColor,
      borderWidth,
    };
  });
}

describe.each(LOOKS)("the first layer, %s", (look, path, options) => {
  it("has no axe violations, as a banner and as a dialog, and reads well", async () => {
    const { page, troubles } = await first(path, options);
    const name = look.replaceAll(/\W+/g, "-");
    await picture(page, `banner-${name}`);
    expect(await violations(page)).toEqual([]);
    for (const text of await banner(page).locator("h2, p, li, button").all()) expect(await contrast(text)).toBeGreaterThanOrEqual(4.5);
    await banner(page).getByRole("button").nth(2).click();
    await dialog(page).waitFor();
    await dialog(page).locator("summary").last().click();
    await picture(page, `choices-${name}`);
    expect(await violations(page)).toEqual([]);
    for (const text of await dialog(page).locator("h2, p, label, b, button, summary, dt, dd").all())
      expect(await contrast(text)).toBeGreaterThanOrEqual(4.5);
    expect(troubles).toEqual([]);
  });

  it("gives yes and no the same weight, side by side, and lets no button be small", async () => {
    const { page } = await first(path, options);
    const [accept, refuse, choices] = await banner(page).getByRole("button").all();
    if (!accept || !refuse || !choices) throw new Error("three buttons");
    expect(await shape(refuse)).toEqual(await shape(accept));
    expect(await refuse.evaluate((element) => element.previousElementSibling?.tagName)).toBe("BUTTON");
    for (const button of [accept, refuse, choices]) expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    expect((await accept.boundingBox())?.y).toBe((await refuse.boundingBox())?.y);
  });

  it("covers well under the page, is not cut off, and moves nothing", async () => {
    const { page } = await first(path, options);
    const size = page.viewportSize() ?? PHONE;
    const box = await banner(page).boundingBox();
    expect(box?.height).toBeLessThanOrEqual(size.height / 2);
    expect([box?.x, Math.round((box?.y ?? 0) + (box?.height ?? 0))]).toEqual([
      Math.max(0, (size.width - (box?.width ?? 0)) / 2),
      size.height - 12,
    ]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    for (const button of await banner(page).getByRole("button").all()) {
      expect(await button.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
    }
    await settle(page);
    expect(await page.evaluate(() => window.shifted)).toBe(0);
    await banner(page).getByRole("button").nth(1).click();
    await becomes(() => page.evaluate(() => document.documentElement.style.scrollPaddingBottom), "");
    const added = await page.evaluate(() => {
      const before = document.documentElement.scrollHeight;
      document.querySelector("earnest-ui")?.remove();
      return before - document.documentElement.scrollHeight;
    });
    expect(added).toBe(0);
  });
});

describe("the first layer", () => {
  it("speaks the page's language and reads its way", async () => {
    const { page, stub } = await first("/ar");
    expect(stub.to("GET", "/v1/consent")[0]?.query).toBe("?locale=ar&shown=true");
    const root = banner(page).locator("..");
    expect([await root.getAttribute("lang"), await root.getAttribute("dir")]).toEqual(["ar", "rtl"]);
  });

  it("names every purpose in plain words", async () => {
    const { page } = await first();
    expect(await banner(page).getByRole("listitem").allTextContents()).toEqual([
      "Security: Keeps your account safe.",
      "Remember me: Keeps your settings on this device. — You do not have to choose again.",
      "Suggestions: Uses what you looked at in this shop. — You see what fits you first.",
      "Advertising: Shows our offers on other sites. — Offers that fit what you bought.",
    ]);
  });

  it("ticks nothing at first open, and leaves without a decision on Escape", async () => {
    const { page, stub } = await first();
    await banner(page).getByRole("button", { name: "Privacy choices" }).click();
    await dialog(page).waitFor();
    const boxes = dialog(page).getByRole("checkbox");
    expect(await boxes.evaluateAll((all) => all.map((box) => (box as HTMLInputElement).checked))).toEqual([false, false, false]);
    expect(await dialog(page).getByRole("button").allTextContents()).toEqual(["✕", "Accept all", "Refuse all", "Save my choices"]);
    await page.keyboard.press("Escape");
    await becomes(() => dialog(page).count(), 0);
    expect(await banner(page).isVisible()).toBe(true);
    expect(stub.to("POST", "/v1/consent")).toEqual([]);
  });

  it("keeps focused elements in sight, down to the end of the page", async () => {
    const { page } = await first("/", { viewport: PHONE });
    const top = (await banner(page).boundingBox())?.y ?? 0;
    await becomes(() => page.evaluate(() => document.documentElement.style.scrollPaddingBottom !== ""), true);
    await page.locator("#last").focus();
    await settle(page);
    const link = await page.locator("#last").boundingBox();
    expect((link?.y ?? Infinity) + (link?.height ?? 0)).toBeLessThanOrEqual(top);
    await banner(page).getByRole("button", { name: "Refuse" }).click();
    await becomes(() => page.evaluate(() => document.documentElement.style.scrollPaddingBottom), "");
  });

  it("can be used with the keyboard alone, and gives the focus back", async () => {
    const { page, stub } = await first();
    await page.locator("#last").focus();
    await page.keyboard.press("Tab");
    const focused = () => page.evaluate(() => document.querySelector("earnest-ui")?.shadowRoot?.activeElement?.textContent);
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Your data in five lines");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Accept");
    const ring = await banner(page)
      .getByRole("button", { name: "Accept" })
      .evaluate((element) => {
        const { outlineStyle, outlineWidth, outlineColor, outlineOffset, boxShadow } = getComputedStyle(element);
        return { outlineStyle, outlineWidth, outlineColor, outlineOffset, boxShadow };
      });
    expect(ring).toMatchObject({ outlineStyle: "solid", outlineWidth: "3px", outlineColor: "rgb(0, 0, 0)", outlineOffset: "2px" });
    expect(ring.boxShadow).toMatch(/^rgb\(255, 255, 255\)/);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Privacy choices");
    await page.keyboard.press("Enter");
    await dialog(page).waitFor();
    expect(await tabTo(page, "INPUT")).toContain("Remember me");
    await page.keyboard.press("Space");
    expect(await tabTo(page, "BUTTON")).toBe("Accept all");
    expect(await tabTo(page, "BUTTON")).toBe("Refuse all");
    await tabTo(page, "BUTTON");
    expect(await focused()).toBe("Save my choices");
    await page.keyboard.press("Enter");
    await called(stub, "POST", "/v1/consent");
    expect(stub.to("POST", "/v1/consent")[0]?.json["decisions"]).toEqual({ functional: true, personalization: false, advertising: false });
    await becomes(() => status(page).textContent(), "Your choice is saved.");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("last");
  });

  it("takes the brand's colours, radius and font", async () => {
    const { page } = await first();
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(":root{--earnest-bg:#ffe;--earnest-fg:#210;--earnest-accent:#603;--earnest-radius:0px;--earnest-font:Georgia}");
      document.adoptedStyleSheets = [sheet];
    });
    const style = await banner(page)
      .getByRole("button", { name: "Refuse" })
      .evaluate((element) => {
        const { backgroundColor, color, borderRadius, fontFamily } = getComputedStyle(element);
        return [backgroundColor, color, borderRadius, fontFamily];
      });
    expect(style).toEqual(["rgb(102, 0, 51)", "rgb(255, 255, 238)", "0px", "Georgia"]);
  });

  it("does not come when no choice is due", async () => {
    const { page, stub } = await visit();
    stub.grantAll();
    await page.goto(stub.origin);
    await called(stub, "POST", "/v1/decide");
    await settle(page);
    expect(await banner(page).count()).toBe(0);
    expect(stub.to("GET", "/v1/consent")).toEqual([]);
  });
});
