import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startScenario, type Person, type Scenario } from "../support/scenario.ts";

const SITE = "pk_atelier_shop";
const CUT = ["size", "length", "waist", "sleeve"];
const TASTE = ["print", "cloth", "warmth"];
const MEASURES = { chest: 103, waist: 88, height: 188, sleeve: 67 };
const LIKES = { print: "checks", cloth: "wool", feelsCold: true };

type Document = Readonly<Record<string, unknown>>;

let brand: Scenario;
beforeAll(async () => {
  brand = await startScenario("made-to-measure");
});
afterAll(() => brand.stop());

async function customer(decisions: Readonly<Record<string, boolean>>): Promise<Person> {
  const person = brand.person(SITE);
  expect((await person.choose(decisions)).status).toBe(201);
  return person;
}

function changed(section: string, key: string, changes: Document): Document {
  const items = brand.program[section] as readonly { readonly key: string }[];
  return { ...brand.program, [section]: items.map((item) => (item.key === key ? { ...item, ...changes } : item)) };
}

async function rulesAgainst(program: Document): Promise<readonly string[]> {
  const refused = await brand.publish(program);
  expect(refused.status).toBe(422);
  return (refused.json.errors as readonly { readonly rule: string; readonly field: string }[]).map(
    ({ rule, field }) => `${rule.slice(0, 4)} ${field}`,
  );
}

describe("a garment made to measure", () => {
  it("is the pattern as it is for whoever refuses, and nothing they tell is kept", async () => {
    const person = await customer({ fitting: false, styling: false, marketing: false });
    expect((await person.identify({ ...MEASURES, ...LIKES })).json).toMatchObject({ accepted: 0 });
    expect(new Set(Object.values(await person.shown(...CUT, ...TASTE)))).toEqual(new Set(["no-consent"]));
  });

  it("is cut and proposed at once by what its customer measured and likes, and names just that", async () => {
    const person = await customer({ fitting: true, styling: true, marketing: false });
    await person.identify({ ...MEASURES, ...LIKES });
    expect(await person.shown(...CUT, ...TASTE)).toEqual({
      size: "size-l",
      length: "length-long",
      waist: "waist-straight",
      sleeve: "sleeve-long",
      print: "print-checks",
      cloth: "cloth-wool",
      warmth: "warmth-lined",
    });
    expect((await person.slot("size")).because).toMatchObject([
      { attribute: "chest", source: "volunteered", purpose: "fitting", consentVersion: 1 },
    ]);
    expect((await person.slot("print")).because).toMatchObject([{ attribute: "print", source: "volunteered", purpose: "styling" }]);
    await person.identify({ chest: 90 });
    expect(await person.shown("size")).toEqual({ size: "size-s" });
  });

  it("keeps measures for fitting only: told without a yes to it they are dropped, and what else was told stays", async () => {
    const person = await customer({ fitting: false, styling: true, marketing: true });
    await person.identify({ ...MEASURES, ...LIKES });
    expect(await person.shown("size", "print", "news")).toEqual({ size: "no-consent", print: "print-checks", news: "news-print" });
    await person.choose({ fitting: true });
    expect(await person.shown(...CUT)).toEqual(Object.fromEntries(CUT.map((slot) => [slot, "default"])));
  });

  it("ends with the withdrawal of fitting, for good, while the taste stays", async () => {
    brand.now += 60_000;
    const person = await customer({ fitting: true, styling: true, marketing: false });
    await person.identify({ ...MEASURES, ...LIKES });
    await brand.until(
      () => brand.rows("SELECT id FROM event WHERE subject = (SELECT subject FROM register ORDER BY updated_at DESC LIMIT 1)"),
      (kept) => kept.length === 1,
    );
    brand.now += 60_000;
    const withdrawn = await person.choose({ fitting: false });
    expect(withdrawn.json.state).toMatchObject({ fitting: "withdrawn", styling: "granted" });
    expect(await person.shown("size", "cloth")).toEqual({ size: "no-consent", cloth: "cloth-wool" });
    expect((await person.ask(`/v1/consent/receipts/${withdrawn.json.receipt}`)).status).toBe(200);
    brand.now += 60_000;
    await person.choose({ fitting: true });
    expect(await person.shown("size", "cloth")).toEqual({ size: "default", cloth: "cloth-wool" });
    expect((await person.withdraw()).status).toBe(200);
    expect(new Set(Object.values(await person.shown(...CUT, ...TASTE)))).toEqual(new Set(["no-consent"]));
  });

  it("is refused where another purpose would read a measure, or an audience of it", async () => {
    for (const [key, purpose] of [
      ["news-print", "marketing"],
      ["cloth-wool", "styling"],
    ]) {
      const index = (brand.program["experiences"] as readonly { readonly key: string }[]).findIndex((item) => item.key === key);
      expect(await rulesAgainst(changed("experiences", String(key), { when: { chest: { $gte: 108 } } }))).toContain(
        `E103 experiences.${index}.when.chest`,
      );
      const audiences = [{ key: "broad", purpose, when: { chest: { $gte: 108 } } }];
      expect(await rulesAgainst({ ...brand.program, audiences })).toContain("E103 audiences.0.when.chest");
    }
  });

  it("is refused with an inferred measure, and neither an import nor a page can bring one", async () => {
    expect(await rulesAgainst(changed("attributes", "chest", { source: "inferred" }))).toEqual(["E122 attributes.0.source"]);
    const compute = { kind: "last", event: "Garment Returned", field: "chest" };
    const events = [{ name: "Garment Returned", purposes: ["fitting"], fields: { chest: "number" } }];
    const guessed = { ...changed("attributes", "chest", { source: "inferred", compute }), events };
    expect(await rulesAgainst(guessed)).toEqual(["E122 attributes.0.source"]);

    const body = { email: "ines@example.org", "attributes.chest": 104 };
    const path = `/v1/imports/size-model-2026/parts/1?site=${SITE}&source=inferred&from=size-model&at=2026-11-01T00:00:00Z`;
    const imported = await brand.server(path, { method: "PUT", body, headers: { "content-type": "application/x-ndjson" } });
    expect(imported.json).toMatchObject({ written: 0, refused: 1, faults: [{ field: "attributes.chest", rule: "source" }] });

    const person = await customer({ fitting: true, styling: true, marketing: true });
    expect((await person.identify({ shoulder: 47 })).json.errors).toMatchObject([{ field: "traits.shoulder", rule: "known" }]);
    expect((await person.track("Garment Returned", { chest: 104 })).json).toMatchObject({ accepted: 0, dropped: { "unknown-event": 1 } });
    expect(await person.shown("size")).toEqual({ size: "default" });
  });
});
