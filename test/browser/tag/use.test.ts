import { describe, expect, it } from "vitest";
import { becomes, called, hero, settle } from "./shop.ts";
import { accepted } from "./visitor.ts";

describe("what a slot shows", () => {
  it("is put away by keyboard: the default is back, the focus stays in the slot, and the server hears of it before it decides again", async () => {
    const { page, stub } = await accepted();
    const token = stub.decisions["hero"]?.exposure;
    const dismiss = page.locator('[data-earnest-slot="hero"] [data-earnest-dismiss]');
    await becomes(() => dismiss.isVisible(), true);
    const decided = stub.to("POST", "/v1/decide").length;
    delete stub.decisions["hero"];
    await dismiss.focus();
    await page.keyboard.press("Enter");
    await becomes(() => hero(page).innerHTML(), "<em>Good</em> things");
    await becomes(() => dismiss.isVisible(), false);
    expect(await page.evaluate(() => document.activeElement?.getAttribute("data-earnest-slot"))).toBe("hero");
    await called(stub, "POST", "/v1/decide", decided + 1);
    const [told, again] = [
      stub.calls.findIndex(({ json }) => "dismissed" in json),
      stub.calls.findLastIndex(({ path }) => path === "/v1/decide"),
    ];
    expect(stub.calls[told]?.json).toEqual({ dismissed: [token] });
    expect(told).toBeLessThan(again);
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.querySelector("[data-earnest-slot]")?.hasAttribute("tabindex"))).toBe(false);
    await becomes(() => page.evaluate(() => sessionStorage.getItem("earnest")?.includes("For you")), false);
  });

  it("is told to be used when a link in it is followed, once; a default has nothing to put away or to use", async () => {
    const { page, stub } = await accepted();
    await becomes(() => page.locator("[data-earnest-dismiss]").isVisible(), true);
    await page.evaluate(() => document.addEventListener("click", (event) => event.preventDefault()));
    for (let time = 0; time < 2; time++) await page.locator('[data-earnest-field="link"]').click();
    await page.locator("header a").click();
    await called(stub, "POST", "/v1/exposures");
    await settle(page);
    expect(stub.to("POST", "/v1/exposures").map(({ json }) => json)).toEqual([{ used: [stub.decisions["hero"]?.exposure] }]);
  });
});
