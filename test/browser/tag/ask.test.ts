import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { ARABIC, asked, GERMAN, INCENTIVE, QUESTION, SIZES, TAKEN, TRUST } from "./asking.ts";
import { contrast, picture, violations } from "./judge.ts";
import { becomes, called, settle, type Shop } from "./shop.ts";
import { turn, withdraw } from "./visitor.ts";

const card = (page: Page) => page.locator('[data-earnest-slot="size"] section');
const named = (page: Page, name: string) => card(page).getByRole("button", { name, exact: true });
const answers = ({ stub }: Shop) => stub.to("POST", "/v1/asks/size/answer").map(({ json }) => json);
const shifted = (page: Page) => page.evaluate(() => window.shifted);

const LOOKS: readonly (readonly [string, object, BrowserContextOptions])[] = [
  ["light", { choices: SIZES, field: "choice", incentive: INCENTIVE, trust: TRUST }, { colorScheme: "light" }],
  ["dark", { trust: TRUST }, { colorScheme: "dark" }],
  ["phone", { trust: TRUST }, { viewport: { width: 320, height: 640 }, hasTouch: true }],
  ["phone, German, yes or no", { ...GERMAN, field: "yes-no", type: "boolean" }, { viewport: { width: 320, height: 640 } }],
  ["right to left, dark", { ...ARABIC, field: "date", type: "string", trust: TRUST.slice(2) }, { colorScheme: "dark" }],
  ["consent", { type: "consent", field: "yes-no", consent: "advertising" }, {}],
  ["forced colours", { field: "email", type: "string" }, { forcedColors: "active" }],
];

describe.each(LOOKS)("the card of a question, %s", (look, question, options) => {
  it("reads well, has no axe violations and no small button, moves nothing, and asks nobody else", async () => {
    const { page, troubles } = await asked(question, options);
    await card(page).waitFor();
    const name = look.replaceAll(/\W+/g, "-");
    await picture(page, `ask-${name}`);
    expect(await violations(page)).toEqual([]);
    for (const text of await card(page).locator("h2, p, b, li, a, label, button").all()) {
      if ((await text.textContent()) !== "") expect(await contrast(text)).toBeGreaterThanOrEqual(4.5);
    }
    for (const button of await card(page).locator("button, label").all())
      expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(await shifted(page)).toBe(0);
    expect(troubles).toEqual([]);
  });
});

describe("an answer", () => {
  it("is given by keyboard alone, brings what was promised, says how to take it back, and moves nothing", async () => {
    const trust = [...TRUST, { kind: "fact", text: "No script", link: " javascript:alert(1)" }];
    const shop = await asked({ incentive: INCENTIVE, trust });
    const { page, stub, troubles } = shop;
    await card(page).getByText(`${INCENTIVE.terms} ${INCENTIVE.value}`).waitFor();
    expect(await card(page).getByRole("listitem").allTextContents()).toEqual(trust.map(({ text }) => text));
    const links = await card(page).getByRole("link").all();
    expect(await Promise.all(links.map((link) => link.getAttribute("href")))).toEqual(["/returns", "tel:+493023125012"]);
    await card(page).getByLabel("Which size do you wear?").last().focus();
    await page.keyboard.type("43");
    await page.keyboard.press("Enter");
    await card(page).getByText("FITS10", { exact: true }).waitFor();
    expect(answers(shop)).toEqual([{ value: 43, token: QUESTION.token, locale: "en" }]);
    expect(await card(page).getByRole("status").textContent()).toBe("Here is your discount.");
    expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.textContent)).toBe("Thank you!");
    expect(await violations(page)).toEqual([]);
    await picture(page, "ask-thanks");
    expect(await shifted(page)).toBe(0);
    await called(stub, "POST", "/v1/decide", 2);
    await named(page, "Privacy choices").click();
    await page.locator("earnest-ui dialog").waitFor();
    expect(troubles).toEqual([]);
  });

  it("is one of the choices, a list of them, or none until one is chosen", async () => {
    const shop = await asked({ field: "choice", choices: SIZES });
    await named(shop.page, "Send answer").click();
    expect(answers(shop)).toEqual([]);
    await card(shop.page).getByLabel("42").check();
    await named(shop.page, "Send answer").click();
    await called(shop.stub, "POST", "/v1/asks/size/answer");
    const several = await asked({
      field: "choice",
      type: "list",
      choices: [
        { value: "run", text: "Running" },
        { value: "hike", text: "Hiking" },
      ],
    });
    await card(several.page).getByLabel("Running").check();
    await card(several.page).getByLabel("Hiking").check();
    await named(several.page, "Send answer").click();
    await called(several.stub, "POST", "/v1/asks/size/answer");
    expect([...answers(shop), ...answers(several)]).toMatchObject([{ value: 42 }, { value: ["run", "hike"] }]);
  });

  it("that is a yes is to the words of the notice, which are shown; a no weighs the same and ends it", async () => {
    const yes = await asked({ type: "consent", field: "yes-no", consent: "advertising" });
    const [agree, refuse] = [named(yes.page, "Yes"), named(yes.page, "No")];
    expect((await agree.boundingBox())?.width).toBe((await refuse.boundingBox())?.width);
    expect(await card(yes.page).textContent()).toContain("Offers that fit what you bought");
    await agree.click();
    await called(yes.stub, "POST", "/v1/asks/size/answer");
    expect(answers(yes)).toMatchObject([{ consent: true, notice: { locale: "en" } }]);
    const no = await asked({ type: "consent", field: "yes-no", consent: "advertising" });
    no.stub.replies["POST /v1/asks/size/answer"] = { status: 200, body: { ask: "size", exchange: null, benefit: null } };
    await named(no.page, "No").click();
    await becomes(() => card(no.page).count(), 0);
    expect(answers(no)).toEqual([{ refused: true, token: QUESTION.token, locale: "en" }]);
  });

  it("that did not get through is told, kept in its field, and may be sent again", async () => {
    const shop = await asked();
    shop.stub.replies["POST /v1/asks/size/answer"] = { status: 503, body: { status: 503 } };
    await card(shop.page).locator("input").fill("44");
    await named(shop.page, "Send answer").click();
    await becomes(() => card(shop.page).getByRole("status").textContent(), "That did not work. Please try again.");
    shop.stub.replies["POST /v1/asks/size/answer"] = { status: 201, body: TAKEN };
    await named(shop.page, "Send answer").click();
    await card(shop.page).getByText("FITS10", { exact: true }).waitFor();
    expect(answers(shop).map(({ value }) => value)).toEqual([44, 44]);
  });

  it("goes out once it was told that the question was seen: each brings a pass, and the last one stays", async () => {
    const { page, stub } = await asked();
    stub.delays["POST /v1/asks/size/seen"] = 400;
    const heard: string[] = [];
    page.on("request", (request) => void heard.push(`> ${request.url().split("/").at(-1)}`));
    page.on("response", (response) => void heard.push(`< ${response.url().split("/").at(-1)}`));
    await called(stub, "POST", "/v1/asks/size/seen");
    await card(page).locator("input").fill("43");
    await named(page, "Send answer").click();
    await card(page).getByText("FITS10", { exact: true }).waitFor();
    expect(heard.filter((line) => / (seen|answer)$/.test(line))).toEqual(["> seen", "< seen", "> answer", "< answer"]);
  });
});

describe("a question", () => {
  const seen = ({ stub }: Shop) => stub.to("POST", "/v1/asks/size/seen").map(({ json }) => json);

  it("is told as seen after a second in view, once, and not while the page is hidden", async () => {
    const shop = await asked();
    await card(shop.page).waitFor();
    await turn(shop, "hidden");
    await shop.page.waitForTimeout(1300);
    expect(seen(shop)).toEqual([]);
    await turn(shop, "visible");
    await called(shop.stub, "POST", "/v1/asks/size/seen");
    await turn(shop, "hidden");
    await turn(shop, "visible");
    await shop.page.waitForTimeout(1300);
    expect(seen(shop)).toEqual([{ token: QUESTION.token }]);
  });

  it("put away for now is told as seen, and leaves the page", async () => {
    const shop = await asked();
    await named(shop.page, "Not now").click();
    await becomes(() => card(shop.page).count(), 0);
    await called(shop.stub, "POST", "/v1/asks/size/seen");
    expect(answers(shop)).toEqual([]);
  });

  it("is not put into a slot in view that has no room, and waits below the window for who scrolls", async () => {
    const cramped = await asked({}, {}, '<aside data-earnest-slot="size"></aside>');
    await cramped.page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name }) => name.endsWith("/ask.js")));
    await settle(cramped.page);
    expect(await card(cramped.page).count()).toBe(0);
    expect(await shifted(cramped.page)).toBe(0);
    const below = await asked({}, {}, '<aside class="far" data-earnest-slot="size"></aside>');
    await card(below.page).waitFor();
    await card(below.page).scrollIntoViewIfNeeded();
    await called(below.stub, "POST", "/v1/asks/size/seen");
    expect(await shifted(below.page)).toBe(0);
  });

  it("stays while the next view asks nothing, and goes with what it rested on", async () => {
    const shop = await asked();
    await card(shop.page).locator("input").fill("44");
    shop.stub.ask = null;
    await shop.page.evaluate(() => window.earnest?.decide?.());
    await called(shop.stub, "POST", "/v1/decide", 2);
    await settle(shop.page);
    expect(await card(shop.page).locator("input").inputValue()).toBe("44");
    await withdraw(shop.page);
    await becomes(() => card(shop.page).count(), 0);
  });

  it("is heard of by the page: that it came, was seen, and what came of it", async () => {
    const shop = await asked();
    await shop.page.evaluate(() => {
      const heard: unknown[] = [];
      (window as { heard?: unknown[] }).heard = heard;
      const { on } = window.earnest as unknown as {
        on: (event: string, listener: (payload: { key?: string; ask?: string }) => void) => void;
      };
      for (const name of ["asked", "answered"]) on(name, ({ key, ask }) => heard.push([name, key ?? ask]));
    });
    await called(shop.stub, "POST", "/v1/asks/size/seen");
    await card(shop.page).locator("input").fill("44");
    await named(shop.page, "Send answer").click();
    const heard = () => shop.page.evaluate(() => (window as { heard?: unknown[] }).heard);
    await becomes(heard, [
      ["asked", "size"],
      ["answered", "size"],
    ]);
  });
});
