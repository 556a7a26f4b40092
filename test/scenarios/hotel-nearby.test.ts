import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startScenario, type Person, type Scenario } from "../support/scenario.ts";

const SITE = "pk_seehotel_app";

let brand: Scenario;
beforeAll(async () => {
  brand = await startScenario("hotel-nearby");
});
afterAll(() => brand.stop());

async function guest(ageGroup: string, decisions: Readonly<Record<string, boolean>> = { stay: true }): Promise<Person> {
  const person = brand.person(SITE);
  await person.choose(decisions);
  await person.identify({ ageGroup });
  return person;
}

async function asked(person: Person) {
  return (await person.ask("/v1/decide", { body: { slots: ["ask"], context: { url: "http://localhost:8787/" } } })).json.ask ?? null;
}

const refusalOf = async (changes: object): Promise<string> => {
  const { status, json } = await brand.publish({ ...brand.program, ...changes });
  expect(status).toBe(422);
  return JSON.stringify(json);
};

describe("what is near the hotel", () => {
  it("is asked for with the benefit each age group values", async () => {
    const benefits = await Promise.all(["under-30", "over-60"].map(async (group) => (await asked(await guest(group))).benefit));
    expect(benefits).toEqual([expect.stringContaining("live music"), expect.stringContaining("benches")]);
    expect(await asked(await guest("30-to-60"))).toBeNull();
  });

  it("is decided by where the guest is at that moment, with a yes alone, and nobody keeps where that was", async () => {
    const near = { near: "pier-seven" };
    expect((await (await guest("over-60")).slot("around", near)).reason).toBe("no-consent");
    for (const [group, experience] of [
      ["under-30", "harbour-young"],
      ["over-60", "harbour"],
    ] as const) {
      const person = await guest(group, { stay: true, nearby: true });
      const shown = await person.slot("around", near);
      expect(shown).toMatchObject({ experience });
      await person.ask("/v1/exposures", { body: { exposures: [shown.exposure], used: [shown.exposure] } });
      expect((await person.slot("around")).reason).toBe("default");
      expect((await person.identify({ near: "pier-seven" })).status).toBe(422);
    }
    await brand.until(
      () => brand.rows("SELECT 1 FROM brought"),
      (rows) => rows.length === 2,
    );
    const tables = await brand.rows(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*' AND name NOT GLOB 'sqlite_*'",
    );
    expect(tables.length).toBeGreaterThan(40);
    const kept = tables.map(({ name }) => String(name)).filter((name) => name !== "program_version" && name !== "program");
    for (const table of kept) expect(JSON.stringify(await brand.rows(`SELECT * FROM ${table}`)), table).not.toContain("pier-seven");
  });

  it("keeps a place only with a yes to that", async () => {
    const [silent, telling] = [await guest("over-60", { stay: true, nearby: true }), await guest("over-60", { stay: true, places: true })];
    for (const person of [silent, telling]) await person.identify({ favourite: "lime-tree" });
    const held = () => brand.rows("SELECT subject FROM profile WHERE attributes LIKE '%lime-tree%'");
    await brand.until(held, (rows) => rows.length > 0);
    expect(await held()).toHaveLength(1);
    expect(await telling.shown("welcome")).toEqual({ welcome: "walk" });
    expect(await silent.shown("welcome")).toEqual({ welcome: "no-consent" });
  });

  it("refuses to publish a question without use or benefit, and data of cards and banks", async () => {
    const [young, ...others] = brand.program["asks"] as readonly { readonly texts: { readonly en: object } }[];
    const without = (field: string) => [{ ...young, texts: { en: { ...young?.texts.en, [field]: "" } } }, ...others];
    expect(await refusalOf({ asks: without("benefit") })).toContain("E132");
    expect(await refusalOf({ asks: without("why") })).toContain("why");
    const attributes = brand.program["attributes"] as readonly object[];
    for (const sensitivity of ["payment-card", "bank-account"]) {
      const number = {
        key: "number",
        type: "string",
        source: "volunteered",
        purposes: ["stay"],
        sensitivity,
        texts: { en: { name: "x" } },
      };
      expect(await refusalOf({ attributes: [...attributes, number] })).toContain("E105");
    }
  });
});
