import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileProgram } from "../../../src/core/program/compile.ts";
import { liveProgram, type LiveProgram } from "../../../src/core/program/live.ts";
import { lintProgram } from "../../../src/core/program/lint.ts";
import { programSchema } from "../../../src/core/program/schema.ts";
import type { Ranked } from "../../../src/core/program/recommended.ts";
import { decideSlots, type SlotDecision } from "../../../src/core/targeting/decide.ts";
import { considered } from "../../../src/core/targeting/explain-operator.ts";
import { previewSituation, previewSlots } from "../../../src/core/targeting/preview.ts";
import { recordOf } from "../../../src/core/targeting/record.ts";
import { replayed } from "../../../src/core/targeting/replay.ts";
import { EarnestTestKit } from "../../../src/sdk/test-kit.ts";
import { ITEMS, shelfProgram } from "../../support/shelf.ts";
import { permitOf, situationOf } from "../../support/situation.ts";

const SLOTS = ["quiet", "aside", "hero"];
const EVERYTHING = 31;
const KEYS = ITEMS.map(({ key }) => key);
const RANKED: Ranked = {
  format: 1,
  items: [{ key: "new", category: "coats", title: "New", url: "/p/new" }],
  popular: ["h", "gone", "b", "new"],
  together: { a: ["c", "gone", "d", "e"], b: ["f", "a"] },
};

async function live(ranked: Ranked | null, changes: Readonly<Record<string, unknown>> = {}): Promise<LiveProgram> {
  const compiled = await compileProgram(programSchema().parse(shelfProgram(changes)));
  const site = compiled.ok ? compiled.value.sites[0] : undefined;
  if (!compiled.ok || !site) throw new Error(JSON.stringify(compiled));
  return liveProgram(compiled.value, site, ranked);
}

function itemsIn(decision: SlotDecision | undefined): readonly string[] {
  const fields = Object.entries(decision?.content ?? {}).filter(([field]) => field.startsWith("item-"));
  return fields.map(([, value]) => (typeof value === "object" ? (value.href ?? "").slice("/p/".length) : ""));
}

describe("items in slots", () => {
  it("come in the order that was counted, and before anything was in that of the catalogue", async () => {
    const [quiet] = decideSlots(await live(RANKED), ["quiet"], situationOf(await live(RANKED), {}, EVERYTHING));
    expect(itemsIn(quiet)).toEqual(["h", "b", "new"]);
    const program = await live(null);
    expect(itemsIn(decideSlots(program, ["quiet"], situationOf(program, {}, EVERYTHING))[0])).toEqual(["a", "b", "c"]);
  });

  it("fill the fields the slot has, in the language of the page, beside what the variant says itself", async () => {
    const program = await live(RANKED);
    const [quiet] = decideSlots(program, ["quiet"], situationOf(program, {}, EVERYTHING, { locale: "de" }));
    expect(quiet?.content).toEqual({
      headline: "Für Sie",
      "item-1": { text: "Ding h", href: "/p/h" },
      "image-1": { src: "/art/h.svg", alt: "Ding h" },
      "price-1": "€1",
      "item-2": { text: "Ding b", href: "/p/b" },
      "image-2": { src: "/art/b.svg", alt: "Ding b" },
      "price-2": "€1",
      "item-3": { text: "New", href: "/p/new" },
    });
  });

  it("are what was looked at with what somebody saw, or of what they turn to, and say by which of their data", async () => {
    const program = await live(RANKED);
    const values = { shoeViews: 3, seenLately: ["b", "a"], turnsTo: ["coats"], boughtLately: ["h"] };
    const [aside, hero] = decideSlots(program, ["aside", "hero"], situationOf(program, values, EVERYTHING));
    expect(itemsIn(aside)).toEqual(["new", "e"]);
    expect(itemsIn(hero)).toEqual(["f", "c"]);
    expect(aside?.because.map(({ attribute }) => attribute)).toEqual(["shoeViews", "turnsTo", "boughtLately"]);
  });

  it("leave the slot as it is where there are too few of them", async () => {
    const program = await live(RANKED);
    const [hero] = decideSlots(program, ["hero"], situationOf(program, { shoeViews: 3, seenLately: ["h"] }, EVERYTHING));
    expect(hero).toMatchObject({ content: null, reason: "default" });
  });

  it("are said to be too few to whoever runs the site, and to be missing nowhere else", async () => {
    const program = await live(RANKED);
    const outcomes = (seenLately: readonly string[], shoeViews = 3): readonly string[] => {
      const situation = situationOf(program, { shoeViews, seenLately }, EVERYTHING);
      const [decision] = decideSlots(program, ["hero"], situation);
      return decision ? considered(program, "hero", decision, situation).map(({ outcome }) => outcome) : [];
    };
    expect(outcomes(["h"])).toEqual(["too-few-items"]);
    expect(outcomes(["b", "a"])).toEqual(["shown"]);
  });

  it("stand in a variant that a preview forces, by what the made-up person looked at, whatever they allow", async () => {
    const program = await live(RANKED);
    const forced = (seenLately: readonly string[]): SlotDecision | undefined => {
      const preview = { program: "", until: 0, allowed: [], attributes: { seenLately }, variants: { "hero-items": "only" } };
      const situation = previewSituation(program, preview, () => undefined, { locale: "en", now: 0 });
      return previewSlots(program, ["hero"], preview, situation)[0];
    };
    expect(forced(["b", "a"])).toMatchObject({ experience: "hero-items", counted: false });
    expect(itemsIn(forced(["b", "a"]))).toEqual(["f", "c"]);
    expect(itemsIn(forced(["h"]))).toEqual([]);
  });

  it("stand in a preview, and in the test kit, where nobody has to say yes, and not where somebody would have to", async () => {
    const purposes = (shelfProgram()["purposes"] as readonly Record<string, unknown>[]).map((purpose) =>
      purpose["key"] === "contextual" ? { ...purpose, basis: "legitimate-interest" } : purpose,
    );
    const kit = await EarnestTestKit.of(shelfProgram({ purposes }));
    expect(kit.decide(["quiet", "aside"])).toMatchObject({ quiet: { experience: "quiet-items" }, aside: { reason: "no-consent" } });
    const program = await live(RANKED, { purposes });
    const preview = { program: "", until: 0, allowed: [], attributes: { shoeViews: 3, turnsTo: ["coats"] }, variants: {} };
    const situation = previewSituation(program, preview, () => undefined, { locale: "en", now: 0 });
    const [quiet, aside] = previewSlots(program, ["quiet", "aside"], preview, situation);
    expect(itemsIn(quiet)).toEqual(["h", "b", "new"]);
    expect(aside).toMatchObject({ content: null, reason: "no-consent" });
  });

  it("are never what somebody just bought, whatever allows the slot itself, and never of what is not allowed", async () => {
    const program = await live(RANKED);
    const personal = 1 << (program.purposeIndex.get("personal") ?? 0);
    const some = fc.uniqueArray(fc.constantFrom(...KEYS, "new", "gone"));
    fc.assert(
      fc.property(some, some, fc.nat(31), (bought, seen, mask) => {
        const values = { shoeViews: 9, seenLately: seen, turnsTo: ["coats", "shoes"], boughtLately: bought };
        for (const decision of decideSlots(program, SLOTS, situationOf(program, values, mask))) {
          const items = itemsIn(decision);
          expect(new Set(items).size).toBe(items.length);
          if ((mask & personal) !== 0) expect(items.filter((item) => bought.includes(item))).toEqual([]);
          else expect(decision.because).toEqual([]);
        }
      }),
    );
  });
});

describe("a program with a catalogue", () => {
  const rules = (changes: Readonly<Record<string, unknown>>): readonly string[] =>
    lintProgram(programSchema().parse(shelfProgram(changes))).map(({ code, path }) => `${code} ${path}`);
  const changed = (recommend: object): Readonly<Record<string, unknown>> => ({
    experiences: (shelfProgram()["experiences"] as readonly { readonly key: string; readonly variants: readonly object[] }[]).map((item) =>
      item.key === "quiet-items" ? { ...item, variants: item.variants.map((variant) => ({ ...variant, recommend })) } : item,
    ),
  });
  const viewed = { event: "Product Viewed", field: "product", purpose: "personal" };

  it("is refused where a recommendation has nothing to start from, no right to it, or no room", () => {
    expect(rules({})).toEqual([]);
    expect(rules(changed({ source: "affinity", count: 2 }))).toEqual(["E124 experiences.2.variants.0.recommend.by"]);
    expect(rules(changed({ source: "affinity", count: 2, by: "turnsTo" }))).toEqual(["E103 experiences.2.variants.0.recommend.by"]);
    expect(rules(changed({ source: "affinity", count: 2, by: "nothing" }))).toEqual(["E109 experiences.2.variants.0.recommend.by"]);
    expect(rules(changed({ source: "popular", count: 4 }))).toEqual(["E110 experiences.2.variants.0.recommend.count"]);
    expect(rules({ catalogue: undefined })).toContain("E109 experiences.2.variants.0.recommend");
  });

  it("is refused where it counts by what there is not, or for a purpose the event does not serve", () => {
    const of = (changes: object): readonly string[] => rules({ catalogue: { viewed, bought: "boughtLately", items: ITEMS, ...changes } });
    expect(of({ viewed: { ...viewed, event: "Nothing" } })).toEqual(["E109 catalogue.viewed.event"]);
    expect(of({ viewed: { ...viewed, field: "size" } })).toEqual(["E109 catalogue.viewed.field"]);
    expect(of({ viewed: { ...viewed, purpose: "memory" } })).toEqual(["E112 catalogue.viewed.purpose"]);
    expect(of({ bought: "nothing" })).toEqual(["E102 attributes.6", "E109 catalogue.bought"]);
    expect(of({ items: [...ITEMS, ITEMS[0]] })).toEqual(["E104 catalogue.items.8"]);
  });
});

it("a slot that recommends is made again by what its record says it showed and came short of, in any order, and not by more", async () => {
  const experience = (key: string, priority: number, source: object, when: object = {}) => ({
    ...{ key, slot: "hero", purpose: "personal", priority, when },
    variants: [{ key: "only", content: { en: {}, de: {} }, recommend: { count: 2, ...source } }],
  });
  const wanted = experience("for-many-shoes", 9, { source: "popular" }, { shoeViews: { $gte: 5 } });
  const experiences = [
    ...(shelfProgram()["experiences"] as { slot: string }[]).filter(({ slot }) => slot !== "hero"),
    wanted,
    experience("together", 5, { source: "viewed-together", by: "seenLately" }),
    experience("any", 1, { source: "popular" }),
  ];
  const [ranked, unranked] = [await live(RANKED, { experiences }), await live(null, { experiences })];
  const permit = permitOf(EVERYTHING);
  for (const [made, seenLately, shown, items] of [
    [ranked, ["a"], "together", { together: ["c", "d"] }],
    [unranked, ["a"], "any", { together: [], any: ["a", "b"] }],
  ] as const) {
    const situation = situationOf(made, { shoeViews: 3, seenLately }, EVERYTHING);
    const [decision] = decideSlots(made, ["hero"], situation);
    expect(decision?.experience).toBe(shown);
    const told = { id: "x", experience: shown, variant: "only", rule: "r", program: made.hash, items: decision?.items };
    const record = recordOf(made, { ...told, situation, permit, sensitiveFree: true });
    expect(record?.view?.items).toEqual(items);
    if (!record?.view) throw new Error("no record");
    for (const program of [ranked, unranked])
      expect(replayed(program, record)).toMatchObject({ experience: shown, items: decision?.items });
    const forged = { ...record, view: { ...record.view, values: { ...record.view.values, shoeViews: 5 } } };
    expect(replayed(made, forged)?.experience).toBe("for-many-shoes");
  }
});
