import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CALLER } from "../../src/cli/seed-caller.ts";
import { seedCrowd } from "../../src/cli/seed-crowd.ts";
import { DEMO_SECRET_KEY } from "../../src/cli/seed.ts";
import { launchChromium } from "../support/chromium.ts";
import arabic from "../support/arabic.json" with { type: "json" };
import { startDemo, type Demo } from "../support/demo.ts";
import { becomeKnown, codeFor, lookAtShoes, takenFrom, tellSize } from "./centre-person.ts";
import { CONSOLE, drawsNumbers, roomsLookRight } from "./console-page.ts";
import { canBeHit, looksRight } from "./looks-right.ts";
import { picture } from "./tag/judge.ts";

let demo: Demo;
let chromium: Browser;

beforeAll(async () => {
  [demo, chromium] = await Promise.all([startDemo(), launchChromium()]);
});
afterAll(async () => {
  await chromium?.close();
  await demo?.stop();
});

const HERE: BrowserContextOptions = { extraHTTPHeaders: { "x-earnest-country": "DE" }, locale: "en-GB" };
const PHONE: BrowserContextOptions = { ...HERE, viewport: { width: 390, height: 844 } };

async function visit(
  options: BrowserContextOptions = HERE,
  path = "/privacy",
): Promise<{ readonly page: Page; readonly violations: string[] }> {
  const context = await chromium.newContext(options);
  const page = await context.newPage();
  const violations: string[] = [];
  page.on("console", (message) => {
    if (/Content Security Policy|Trusted/i.test(message.text())) violations.push(message.text());
  });
  await page.goto(demo.base + path);
  return { page, violations };
}

const choice = (page: Page, name: string) => page.locator("#choices").getByRole("checkbox", { name });
const press = (page: Page, within: string, name: string): Promise<void> =>
  page.locator(within).getByRole("button", { name, exact: true }).click();
const said = (page: Page, text: string): Promise<void> => page.getByRole("status").getByText(text).waitFor();

/** Nothing that axe finds, and no scrolling sideways. */
it("the privacy centre, on a phone and without a script, is where one person chooses, sees, shows who they are, takes away, corrects, resets, restricts, asks, pauses, withdraws and erases", async () => {
  const address = `${crypto.randomUUID()}@person.example`;
  const { page, violations } = await visit({ ...PHONE, javaScriptEnabled: false });
  for (const name of ["Remembering this visit", "Suggestions that fit you"]) await choice(page, name).check();
  await press(page, "#choices", "Save my choices");
  await said(page, "Your choice is saved.");
  expect(await choice(page, "Suggestions that fit you").isChecked()).toBe(true);
  expect(await choice(page, "Offers of our partners").isChecked()).toBe(false);

  await lookAtShoes(demo, page);
  await tellSize(demo, page);
  await expect
    .poll(async () => (await page.goto(`${demo.base}/privacy`)) && page.locator("#known .card h3").count(), { timeout: 20_000 })
    .toBeGreaterThan(2);
  await becomeKnown(demo, page, address);
  await page.goto(`${demo.base}/privacy`);
  expect(await page.locator("#known").getByText("This waits until").count()).toBe(1);

  await page.getByLabel("Mail address").fill(address);
  await press(page, "#prove", "Send me a code");
  await said(page, "a code is on its way");
  await page.getByLabel("Code").fill(await codeFor(demo, address));
  await press(page, "#prove", "That is me");
  await said(page, "That worked");
  expect(await page.locator("#seen li, #value li").count()).toBeGreaterThan(0);
  expect(JSON.stringify(await takenFrom(page))).toContain("ridge-runner");

  await page.locator("#known").getByLabel("What is right").fill("44");
  await press(page, "#known", "Correct: Shoe size");
  await said(page, "It is put right.");
  await press(page, "#known", "Reset my interests");
  await said(page, "Your interests are reset.");
  expect(await page.locator("#known .card:has(.value)").allInnerTexts()).toEqual([expect.stringMatching(/^Shoe size\s+44\s/)]);

  await press(page, "#requests", "Use nothing for now");
  await page.locator("#requests").getByText("All that is known about you is stored and not used.").waitFor();
  await press(page, "#requests", "Use it again");
  await page.getByLabel("Ask for").selectOption("Explaining a decision");
  await page.getByLabel("What it is about").fill("the shoes on the first page");
  await press(page, "#requests", "Send");
  await said(page, "Your request is here.");
  expect(await page.locator("#requests .card").innerText()).toMatch(/^Explaining a decision\s+.+: is being looked at\. Answered by .+\.$/);
  await press(page, "#device", "Pause for this visit");
  await page.locator("#device").getByText("This visit is paused").waitFor();
  await press(page, "#device", "Go on");

  await press(page, "#choices", "Withdraw all");
  await said(page, "Your choice is saved.");
  expect(await page.locator("#choices input:checked").count()).toBe(0);
  await page.getByLabel("Yes, erase it all").check();
  await press(page, "#device", "Erase everything about me");
  await said(page, "Everything about you is");
  expect(await page.locator("#known .card h3").allTextContents()).toEqual(["Is it you?"]);
  expect(violations).toEqual([]);
});

it("the privacy centre is where notice and choices lead to, at its label, in the language of the page", async () => {
  const context = await chromium.newContext(HERE);
  const page = await context.newPage();
  await page.goto(demo.base);
  const follow = async (from: Locator): Promise<void> => {
    const opened = context.waitForEvent("page");
    await from.getByRole("link", { name: "Your data in five lines" }).click();
    const label = await opened;
    await label.locator("#label .label").waitFor();
    expect(label.url()).toBe(`${demo.base}/privacy?site=pk_demo_shop&locale=en#label`);
  };
  await follow(page.getByRole("region", { name: "Your data, your choice" }));
  await page.getByRole("button", { name: "Privacy choices" }).first().click();
  await follow(page.getByRole("dialog"));
});

describe("the look of it", () => {
  it.each([
    ["a phone", PHONE, "rgb(251, 247, 239)"],
    ["a phone in the dark", { ...PHONE, colorScheme: "dark" }, "rgb(18, 26, 23)"],
    ["a wide window, in German", { ...HERE, locale: "de-DE", viewport: { width: 1280, height: 900 } }, "rgb(251, 247, 239)"],
  ] as const)("is the brand's, has nothing that axe finds, and never scrolls sideways: %s", async (look, options, paper) => {
    const { page } = await visit({ ...options, bypassCSP: true });
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(paper);
    expect(await page.locator(".brand img").evaluate((sign: HTMLImageElement) => sign.naturalWidth)).toBeGreaterThan(0);
    for (const box of await page.locator("#choices").getByRole("checkbox").all()) await box.check();
    await page.locator("#choices button").first().click();
    await page.getByRole("status").waitFor();
    await lookAtShoes(demo, page);
    await tellSize(demo, page);
    await page.goto(`${demo.base}/privacy`);
    expect(await page.locator("#journey li.card").allTextContents()).toMatchObject([
      expect.stringMatching(/Which shoe size.*Moment: Choosing.*10 % off|Welche Schuhgröße.*Moment: Beim Aussuchen.*10 % auf/),
      expect.stringMatching(
        /^Choosing.*You came to this moment.*Entered by: |^Beim Aussuchen.*Sie kamen zu diesem Moment.*Ausgelöst durch: /,
      ),
    ]);
    expect(await page.locator("#journey a").getAttribute("href")).toBe("mailto:shoes@fjell-field.example");
    await page.locator("#journey").scrollIntoViewIfNeeded();
    await picture(page, `journey ${look}`);
    await looksRight(page);
  });

  it("runs from right to left in Arabic, dark on a phone, and asks first whether somebody is of age, as the tag does", async () => {
    const headers = { authorization: `Bearer ${DEMO_SECRET_KEY}`, "content-type": "application/json" };
    const published = await fetch(`${demo.base}/v1/programs`, { method: "POST", headers, body: JSON.stringify(arabic) });
    expect(published.status, await published.text()).toBe(201);
    const { page } = await visit({ ...PHONE, locale: "ar", colorScheme: "dark", bypassCSP: true }, "/privacy?site=pk_arabic_shop");
    expect(await page.evaluate(() => [document.dir, getComputedStyle(document.body).backgroundColor])).toEqual(["rtl", "rgb(23, 17, 11)"]);
    expect(await page.locator("#choices").getByRole("checkbox").count()).toBe(0);
    await looksRight(page);
    await page.locator("#choices").getByRole("heading", { name: "16" }).waitFor();
    await page.locator('#choices button[value="adult"]').click();
    await page.getByRole("status").waitFor();
    await choice(page, "اقتراحات تناسبك").check();
    await press(page, "#choices", "حفظ اختياراتي");
    await page.getByRole("status").waitFor();
    expect(await choice(page, "اقتراحات تناسبك").isChecked()).toBe(true);
    await looksRight(page);
  });

  it("is read and used by keyboard alone: skip link, switches, and every target is at least 24 px high", async () => {
    const { page } = await visit(PHONE);
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe("Skip to content");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("content");
    expect(await page.locator("script").count()).toBe(0);
    await choice(page, "Suggestions that fit you").focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await said(page, "Your choice is saved.");
    expect(await choice(page, "Suggestions that fit you").isChecked()).toBe(true);
    await canBeHit(page);
  });
});

describe("the adviser's page", () => {
  const PAGE = "/advisor?site=pk_demo_shop";

  it("takes a key, shows who is calling and a hint, and is told by keyboard that it was taken; no script, and nobody in an address", async () => {
    const { page, violations } = await visit({ ...PHONE, javaScriptEnabled: false }, PAGE);
    await page.getByLabel("Your name here").fill("anna");
    await page.getByLabel("Your key").fill(DEMO_SECRET_KEY);
    await page.keyboard.press("Enter");
    await page.getByText("Signed in as demo/anna.").waitFor();
    await page.getByLabel("Number or address").fill(CALLER);
    await page.keyboard.press("Enter");
    await page.getByText("May be shown, for: Suggestions that fit you.").waitFor();
    expect(await page.locator("#purchases").textContent()).toContain("trail-low");
    await page.getByRole("button", { name: "Taken: Offer to send two sizes: one of them comes back free." }).focus();
    await page.keyboard.press("Enter");
    await said(page, "It is written down.");
    expect(await page.locator("#hints").textContent()).toBe("HintsNothing.");
    expect(page.url()).not.toContain(CALLER.slice(1));
    const cookies = await page.context().cookies();
    expect(cookies.map(({ name, httpOnly, secure, sameSite }) => [name, httpOnly, secure, sameSite])).toEqual([
      ["__Host-earnest-staff", true, true, "Lax"],
    ]);
    await page.getByRole("button", { name: "Sign out" }).click();
    await said(page, "You are signed out.");
    expect(violations).toEqual([]);
  });

  it("has nothing that axe finds, and never scrolls sideways: a phone in the dark, from right to left, in German, and a wide window", async () => {
    const { page } = await visit({ ...PHONE, colorScheme: "dark", locale: "de-DE", bypassCSP: true }, PAGE);
    const turn = (): Promise<void> => page.evaluate(() => void (document.documentElement.dir = "rtl"));
    await turn();
    await looksRight(page);
    await page.getByLabel("Ihr Name hier").fill("berta");
    await page.getByLabel("Ihr Schlüssel").fill(DEMO_SECRET_KEY);
    await page.keyboard.press("Enter");
    await page.getByLabel("Nummer oder Adresse").fill(CALLER);
    await page.keyboard.press("Enter");
    await page.locator("#known .card").first().waitFor();
    await turn();
    await looksRight(page);
    await page.setViewportSize({ width: 1280, height: 900 });
    await looksRight(page);
  });
});

describe("the console", () => {
  it("draws real numbers without a script, on one scale, and opens by a link from another site to whoever is signed in", async () => {
    await seedCrowd(demo.base, "pk_demo_shop");
    const { page, violations } = await visit({ ...PHONE, javaScriptEnabled: false }, CONSOLE);
    await drawsNumbers(demo, page);
    expect(violations).toEqual([]);
  });

  it("has nothing that axe finds in any room: a phone in the dark, from right to left, in German, and a wide window; on paper it asks nothing", async () => {
    const { page } = await visit({ ...PHONE, colorScheme: "dark", locale: "de-DE", bypassCSP: true }, CONSOLE);
    await roomsLookRight(demo, page);
  });
});
