import type { BrowserContextOptions } from "playwright-core";
import { describe, expect, it } from "vitest";
import { contrast, picture, violations } from "./judge.ts";
import { pages } from "./pages.ts";
import { banner, becomes, called, dialog, settle, visit, type Shop } from "./shop.ts";

const GPC = { gpc: true, heard: ["gpc"], stopped: ["advertising"], display: true };
const CALIFORNIA = {
  jurisdiction: "US-CA",
  state: { security: "unknown", functional: "unknown", personalization: "unknown", advertising: "unknown" },
  allowed: { security: true, functional: true, personalization: true, advertising: false },
  why: { security: "necessary", functional: "lawful-basis", personalization: "opt-out-default", advertising: "gpc" },
  noticeDue: false,
  due: [],
  signals: GPC,
  links: ["choices", "limit"],
};

async function california(options: BrowserContextOptions = {}, path = "/"): Promise<Shop> {
  const shop = await visit(options);
  shop.stub.place = CALIFORNIA;
  await shop.page.goto(shop.stub.origin + path);
  await shop.page.getByText("Opt-out request honored").waitFor();
  return shop;
}

describe.each<readonly [string, BrowserContextOptions]>([
  ["light", {}],
  ["dark", { colorScheme: "dark" }],
  ["phone", { viewport: { width: 320, height: 640 } }],
])("California, %s", (look, options) => {
  it("shows both links by their names and that the signal was honoured, without a banner", async () => {
    const { page, troubles } = await california(options);
    const names = await page.locator("earnest-ui .back button:not([hidden])").allTextContents();
    expect(names).toEqual(["Your Privacy Choices ", "Limit the Use of My Sensitive Personal Information"]);
    expect(await banner(page).count()).toBe(0);
    await picture(page, `california-${look}`);
    expect(await violations(page)).toEqual([]);
    for (const text of await page.locator("earnest-ui .back > :not([hidden])").all()) {
      expect(await contrast(text)).toBeGreaterThanOrEqual(4.5);
      const box = await text.boundingBox();
      expect(box?.height).toBeGreaterThanOrEqual(24);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
    }
    expect((await page.locator("earnest-ui .back").boundingBox())?.height).toBeLessThanOrEqual((page.viewportSize()?.height ?? 0) * 0.3);
    expect(troubles).toEqual([]);
  });
});

describe("California", () => {
  it("shows the conflict beside the purpose that a signal switches off, and lets nobody switch it on against the signal", async () => {
    const { page, stub } = await california();
    stub.place = { ...CALIFORNIA, state: { ...CALIFORNIA.state, advertising: "granted" } };
    await page.reload();
    await page.getByRole("button", { name: "Your Privacy Choices" }).click();
    await dialog(page).waitFor();
    const row = dialog(page).locator("section").filter({ hasText: "Shows our offers" });
    expect(await row.textContent()).toContain("Off, because your browser or another setting says so.");
    const box = row.getByRole("checkbox");
    expect([await box.isChecked(), await box.isDisabled()]).toEqual([true, false]);
    await picture(page, "california-choices");
    expect(await violations(page)).toEqual([]);
    stub.place = CALIFORNIA;
    await page.reload();
    await page.getByRole("button", { name: "Your Privacy Choices" }).click();
    await dialog(page).waitFor();
    expect([await box.isChecked(), await box.isDisabled()]).toEqual([false, true]);
    await dialog(page).getByRole("button", { name: "Accept all" }).click();
    await called(stub, "POST", "/v1/consent");
    expect(stub.to("POST", "/v1/consent")[0]?.json["decisions"]).toEqual({ functional: true, personalization: true });
  });

  it("puts the link by its name beside a page's own of another name, and none beside one that has it", async () => {
    const { page, stub } = await california({}, "/own-way-back");
    const link = page.locator("earnest-ui").getByRole("button", { name: "Your Privacy Choices" });
    await link.waitFor();
    await picture(page, "california-own");
    expect(await violations(page)).toEqual([]);
    const own = pages["/own-way-back"];
    if (own) stub.more["/named"] = { ...own, body: own.body.replace(">Privacy</a>", ">Your Privacy Choices</a>") };
    await page.goto(`${stub.origin}/named`);
    await page.getByText("Opt-out request honored").waitFor();
    expect(await link.count()).toBe(0);
    await page.getByRole("link", { name: "Your Privacy Choices" }).click();
    await dialog(page).waitFor();
  });

  it("limits the use of sensitive data in one press, and says so", async () => {
    const { page, stub } = await california();
    await page.getByRole("button", { name: "Limit the Use" }).click();
    await called(stub, "POST", "/v1/consent");
    expect(stub.to("POST", "/v1/consent")[0]?.json["decisions"]).toEqual({ "!sensitive": false });
    stub.place = { ...CALIFORNIA, limited: true };
    await page.reload();
    await page.getByText("The use of your sensitive personal information is limited.").waitFor();
    expect(await page.getByRole("button", { name: "Limit the Use" }).count()).toBe(0);
  });

  it("says what is given for the data, and what it is worth, before anyone says yes", async () => {
    const { page, stub } = await visit();
    stub.given = { incentive: { terms: "Members get 10 % off.", value: "We reckon a profile at $12 a year." } };
    await page.goto(stub.origin);
    await banner(page).waitFor();
    expect(await banner(page).textContent()).toContain("Members get 10 % off. We reckon a profile at $12 a year.");
    await banner(page).getByRole("button", { name: "Privacy choices" }).click();
    await dialog(page).waitFor();
    expect(await dialog(page).textContent()).toContain(
      "What we give for your data, and what it is worth to us: Members get 10 % off. We reckon a profile at $12 a year.",
    );
  });
});

describe.each<readonly [string, BrowserContextOptions, string]>([
  ["light", {}, "/"],
  ["phone, dark, right to left", { viewport: { width: 320, height: 640 }, colorScheme: "dark" }, "/ar"],
])("Italy, %s", (look, options, path) => {
  it("has a button in the corner of the banner, which refuses and says so", async () => {
    const { page, stub, troubles } = await visit(options);
    stub.refusal = "close-refuses";
    await page.goto(stub.origin + path);
    await banner(page).waitFor();
    await picture(page, `italy-${look.replaceAll(/\W+/g, "-")}`);
    expect(await violations(page)).toEqual([]);
    const corner = banner(page).getByRole("button", { name: path === "/" ? "Close: Refuse" : "إغلاق: رفض" });
    expect(await contrast(corner)).toBeGreaterThanOrEqual(4.5);
    const box = await corner.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
    await corner.click();
    await called(stub, "POST", "/v1/consent");
    expect(stub.to("POST", "/v1/consent")[0]?.json["decisions"]).toEqual({ functional: false, personalization: false, advertising: false });
    await becomes(() => banner(page).count(), 0);
    expect(troubles).toEqual([]);
  });
});

describe("Italy", () => {
  it("refuses what is still to be chosen by the corner of the choices too, and nothing else; Escape decides nothing", async () => {
    const { page, stub } = await visit();
    stub.refusal = "close-refuses";
    stub.state = { ...stub.state, functional: "granted" };
    await page.goto(stub.origin);
    const open = () => banner(page).getByRole("button", { name: "Privacy choices" }).click();
    await banner(page).waitFor();
    await open();
    await dialog(page).waitFor();
    await page.keyboard.press("Escape");
    await becomes(() => dialog(page).count(), 0);
    expect(stub.to("POST", "/v1/consent")).toEqual([]);
    await open();
    await dialog(page).getByRole("button", { name: "Close: Refuse" }).click();
    await called(stub, "POST", "/v1/consent");
    expect(stub.to("POST", "/v1/consent")[0]?.json["decisions"]).toEqual({ personalization: false, advertising: false });
    await page.locator("earnest-ui .back button:not([hidden])").first().click();
    await dialog(page).getByRole("button", { name: "Close", exact: true }).click();
    await becomes(() => dialog(page).count(), 0);
    expect(stub.to("POST", "/v1/consent")).toHaveLength(1);
  });
});

describe("Britain", () => {
  it("shows what the law lets start without a yes as on, beside what is still to be chosen; kept on, it is no yes", async () => {
    const { page, stub } = await visit();
    stub.place = {
      allowed: { security: true, functional: true, personalization: false, advertising: false },
      why: { ...stub.state, security: "necessary", functional: "opt-out-default" },
      due: ["personalization", "advertising"],
    };
    const boxes = async () => {
      await page.goto(stub.origin);
      await banner(page).getByRole("button", { name: "Privacy choices" }).click();
      await dialog(page).waitFor();
      return dialog(page)
        .getByRole("checkbox")
        .evaluateAll((all) => all.map((box) => (box as HTMLInputElement).checked));
    };
    expect(await boxes()).toEqual([false, false, false]);
    stub.refusal = "equal-exempt-on";
    expect(await boxes()).toEqual([true, false, false]);
    await dialog(page).getByRole("button", { name: "Save my choices" }).click();
    await called(stub, "POST", "/v1/consent");
    expect(stub.to("POST", "/v1/consent")[0]?.json["decisions"]).toEqual({ personalization: false, advertising: false });
  });
});

describe("the age gate", () => {
  it("comes first where the site asks, weighs both answers the same, and then asks what is due", async () => {
    const { page, stub, troubles } = await visit();
    stub.place = { age: 16 };
    await page.goto(stub.origin);
    await banner(page).waitFor();
    expect(await banner(page).getAttribute("aria-label")).toBe("Are you 16 or older?");
    const [yes, no] = await banner(page).getByRole("button").all();
    expect([(await yes?.boundingBox())?.width, (await yes?.boundingBox())?.height]).toEqual([
      (await no?.boundingBox())?.width,
      (await no?.boundingBox())?.height,
    ]);
    await picture(page, "age");
    expect(await violations(page)).toEqual([]);
    stub.place = {};
    await banner(page).getByRole("button", { name: "Yes, I am" }).click();
    await called(stub, "POST", "/v1/consent");
    expect(stub.to("POST", "/v1/consent")[0]?.json).toMatchObject({ decisions: {}, age: "adult", method: "banner" });
    await becomes(() => banner(page).getAttribute("aria-label"), "Your choice");
    expect(troubles).toEqual([]);
  });

  it("asks a minor nothing that their yes could not allow", async () => {
    const { page, stub } = await visit();
    stub.place = { age: 16 };
    await page.goto(stub.origin);
    await banner(page).waitFor();
    stub.place = { noticeDue: false, due: [], why: { ...stub.state, personalization: "minor", advertising: "minor" } };
    await banner(page).getByRole("button", { name: "No, I am younger" }).click();
    await called(stub, "POST", "/v1/consent");
    expect(stub.to("POST", "/v1/consent")[0]?.json["age"]).toBe("minor");
    await called(stub, "POST", "/v1/decide", 2);
    await settle(page);
    expect(await banner(page).count()).toBe(0);
    await page.locator("earnest-ui .back button:not([hidden])").first().click();
    await dialog(page).waitFor();
    expect(await dialog(page).textContent()).toContain("Off, because of your age.");
    const boxes = dialog(page).getByRole("checkbox");
    expect(await boxes.evaluateAll((all) => all.map((box) => (box as HTMLInputElement).disabled))).toEqual([false, true, true]);
  });
});
