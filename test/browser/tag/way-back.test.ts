import { describe, expect, it } from "vitest";
import { picture, violations } from "./judge.ts";
import { banner, becomes, called, dialog, settle, status, visit } from "./shop.ts";

describe("the way back", () => {
  it("is a small button on a page without one, and opens the choices as they stand", async () => {
    const { page, stub } = await visit();
    stub.state = { functional: "granted", personalization: "denied", advertising: "denied" };
    await page.goto(stub.origin);
    const back = page.locator("earnest-ui .back button >> nth=0");
    await back.waitFor();
    await picture(page, "way-back");
    expect((await back.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    expect(await violations(page)).toEqual([]);
    await back.click();
    await dialog(page).waitFor();
    const boxes = dialog(page).getByRole("checkbox");
    expect(await boxes.evaluateAll((all) => all.map((box) => (box as HTMLInputElement).checked))).toEqual([true, false, false]);
    await picture(page, "choices-reopened");
    expect(await violations(page)).toEqual([]);
    await boxes.nth(1).check();
    await page.keyboard.press("Escape");
    await settle(page);
    expect(stub.to("POST", "/v1/consent")).toEqual([]);
    expect(await back.evaluate((element) => element.matches(":focus"))).toBe(true);
  });

  it("speaks the page's language", async () => {
    const { page, stub } = await visit();
    stub.grantAll();
    await page.goto(`${stub.origin}/de`);
    await becomes(() => page.locator("earnest-ui .back button >> nth=0").textContent(), "Datenschutzeinstellungen");
  });

  it("takes everything back in one press on a page that has a way to the choices and none to withdraw", async () => {
    const { page, stub } = await visit();
    await page.goto(`${stub.origin}/own-way-back`);
    await banner(page).getByRole("button", { name: "Accept" }).click();
    await called(stub, "POST", "/v1/consent");
    const back = page.locator("earnest-ui .back").getByRole("button", { name: "Withdraw everything" });
    await back.waitFor();
    expect(await page.locator("earnest-ui .back button:not([hidden])").count()).toBe(1);
    await picture(page, "way-back-own");
    await back.click();
    await called(stub, "DELETE", "/v1/consent");
    await becomes(() => back.isVisible(), false);
  });

  it("is the page's own element where it has one", async () => {
    const { page, stub } = await visit();
    stub.grantAll();
    await page.goto(`${stub.origin}/own-way-back`);
    await called(stub, "POST", "/v1/decide");
    await settle(page);
    expect(await page.locator("earnest-ui .back button >> nth=0").isVisible()).toBe(false);
    await page.getByRole("link", { name: "Privacy" }).click();
    await dialog(page).waitFor();
    await dialog(page).getByRole("button", { name: "Withdraw everything" }).click();
    await called(stub, "DELETE", "/v1/consent");
    expect(new URL(page.url()).pathname).toBe("/own-way-back");
  });

  it("does not turn what is on by law of the place into a yes of the person", async () => {
    const { page, stub } = await visit();
    stub.place = { allowed: { functional: true, personalization: true, advertising: true }, noticeDue: false, due: [] };
    await page.goto(stub.origin);
    await page.locator("earnest-ui .back button >> nth=0").click();
    await dialog(page).getByRole("checkbox", { name: "Advertising" }).uncheck();
    await dialog(page).getByRole("button", { name: "Save my choices" }).click();
    await called(stub, "POST", "/v1/consent");
    expect(stub.to("POST", "/v1/consent")[0]?.json["decisions"]).toEqual({ advertising: false });
  });

  it("records nothing where nothing was changed", async () => {
    const { page, stub } = await visit();
    stub.place = { allowed: { functional: true, personalization: true, advertising: true }, noticeDue: false, due: [] };
    await page.goto(stub.origin);
    await page.locator("earnest-ui .back button >> nth=0").click();
    await dialog(page).getByRole("button", { name: "Save my choices" }).click();
    await becomes(() => status(page).textContent(), "Your choice is saved.");
    expect(stub.to("POST", "/v1/consent")).toEqual([]);
  });
});
