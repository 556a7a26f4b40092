import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startScenario, type Scenario } from "../support/scenario.ts";

let shop: Scenario;
const SITE = "pk_demo_shop";

beforeAll(async () => {
  shop = await startScenario("web-shop");
});
afterAll(() => shop.stop());

describe("a shop on the web", () => {
  it("keeps what was looked at only with a yes, changes after the third view of the same visit, and back at a no", async () => {
    const purposes = (shop.program["purposes"] as readonly { readonly key: string; readonly basis: string }[])
      .filter(({ basis }) => basis === "consent")
      .map(({ key }) => key);
    const say = (yes: boolean): Record<string, boolean> => Object.fromEntries(purposes.map((key) => [key, yes]));
    const person = shop.person(SITE);
    await person.choose(say(false));
    for (const product of ["a", "b", "c"])
      expect((await person.track("Product Viewed", { category: "shoes", product })).json).toMatchObject({ accepted: 0 });
    expect(await shop.rows("SELECT * FROM event")).toEqual([]);
    const before = await person.slot("hero");
    shop.now += 1_000;
    await person.choose(say(true));
    for (const product of ["a", "b"]) await person.track("Product Viewed", { category: "shoes", product });
    expect(await person.slot("hero")).toMatchObject({ experience: before.experience });
    await person.track("Product Viewed", { category: "shoes", product: "c" });
    expect(await person.slot("hero")).toMatchObject({ reason: "matched", because: [expect.objectContaining({ attribute: "shoeViews" })] });
    await shop.until(
      () => shop.rows("SELECT id FROM event"),
      (rows) => rows.length === 3,
    );
    await person.withdraw();
    expect((await person.slot("hero")).experience).toBe(before.experience);
  });
});
