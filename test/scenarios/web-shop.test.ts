import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startScenario, type Person, type Scenario } from "../support/scenario.ts";

const SITE = "pk_demo_shop";
const HOURLY = "7 * * * *";
const SHOES = ["elvdal", "rimfrost", "storvarde", "myrull", "tunet", "koie"];

let shop: Scenario;
beforeAll(async () => {
  shop = await startScenario("web-shop");
});
afterAll(() => shop.stop());

/** What every purpose that asks is answered with. */
function say(yes: boolean): Readonly<Record<string, boolean>> {
  const purposes = shop.program["purposes"] as readonly { readonly key: string; readonly basis: string }[];
  return Object.fromEntries(purposes.filter(({ basis }) => basis === "consent").map(({ key }) => [key, yes]));
}

async function visitor(yes: boolean): Promise<Person> {
  const person = shop.person(SITE);
  expect((await person.choose(say(yes))).status).toBe(201);
  return person;
}

async function look(person: Person, ...products: readonly string[]): Promise<void> {
  for (const product of products) {
    const category = SHOES.includes(product) ? "shoes" : "jackets";
    expect((await person.track("Product Viewed", { category, product })).json).toMatchObject({ accepted: 1 });
  }
}

interface Content {
  readonly [field: string]: { readonly href?: string };
}

/** The items a slot shows, and what by. */
async function items(person: Person, slot: string): Promise<readonly string[]> {
  const { experience, content } = (await person.slot(slot)) as { readonly experience: string | null; readonly content: Content | null };
  const addresses = [1, 2, 3].flatMap((at) => content?.[`item-${at}`]?.href ?? []);
  return [String(experience), ...addresses.map((address) => address.replace("/p/", ""))];
}

async function kept(count: number): Promise<void> {
  await shop.until(
    () => shop.rows("SELECT id FROM event"),
    (rows) => rows.length === count,
  );
}

describe("a shop on the web", () => {
  it("shows what is popular to whoever refuses, and stores no view of theirs", async () => {
    const person = await visitor(false);
    for (const product of SHOES.slice(0, 3))
      expect((await person.track("Product Viewed", { category: "shoes", product })).json).toMatchObject({ accepted: 0 });
    expect(await shop.rows("SELECT * FROM event")).toEqual([]);
    expect(await items(person, "grid")).toEqual(["grid-popular", "vidde", "ullvik", "elvdal"]);
    expect((await person.slot("grid")).because).toEqual([]);
    expect(await person.shown("hero", "also", "cart-tip")).toEqual({ hero: "no-consent", also: "no-consent", "cart-tip": "no-consent" });
  });

  it("learns from those who allow it, what is popular and what is looked at together, for everybody", async () => {
    for (let at = 0; at < 3; at++) await look(await visitor(true), "koie", "skarv", "tunet", "rimfrost", "sauda");
    for (let at = 0; at < 2; at++) await look(await visitor(true), "koie", "skarv");
    await look(await visitor(true), "koie");
    await kept(20);
    await shop.cron(HOURLY);
    expect(await items(await visitor(false), "grid")).toEqual(["grid-popular", "koie", "skarv", "rimfrost"]);
    expect(await items(shop.person(SITE), "grid")).toEqual(["grid-popular", "koie", "skarv", "rimfrost"]);
  });

  it("changes after the third view of the same visit, says by what, and is as it was at a no", async () => {
    shop.now += 1_000;
    const person = await visitor(true);
    const before = await items(person, "grid");
    await look(person, "koie", "elvdal");
    expect([await items(person, "grid"), await items(person, "also")]).toEqual([before, ["null"]]);
    await look(person, "storvarde");
    expect(await items(person, "grid")).toEqual(["grid-for-you", "koie", "rimfrost", "tunet"]);
    expect(await items(person, "also")).toEqual(["also-viewed", "skarv", "rimfrost", "sauda"]);
    expect(await person.shown("hero")).toEqual({ hero: "hero-shoes" });
    expect((await person.slot("also")).because).toMatchObject([
      { attribute: "productViews", source: "observed", purpose: "personalization", consentVersion: 1 },
      { attribute: "seenLately", source: "observed", purpose: "personalization", consentVersion: 1 },
    ]);
    shop.now += 1_000;
    await person.choose(say(false));
    expect(await items(person, "grid")).toEqual(before);
    expect(await person.shown("hero", "also")).toEqual({ hero: "no-consent", also: "no-consent" });
    await person.withdraw();
    expect(await person.shown("grid")).toEqual({ grid: "no-consent" });
  });

  it("never recommends what was just bought, in no slot, whatever allows it", async () => {
    const person = await visitor(true);
    await look(person, "koie", "elvdal", "storvarde");
    for (const product of ["rimfrost", "skarv"]) await person.track("Product Bought", { product });
    expect(await items(person, "grid")).toEqual(["grid-for-you", "koie", "tunet", "elvdal"]);
    expect(await items(person, "also")).toEqual(["null"]);
    await look(await visitor(true), "koie");
    const other = await visitor(true);
    await other.track("Product Bought", { product: "koie" });
    expect(await items(other, "grid")).toEqual(["grid-popular", "skarv", "rimfrost", "sauda"]);
    expect((await other.slot("grid")).because).toMatchObject([{ attribute: "boughtLately", purpose: "personalization" }]);
  });
});
