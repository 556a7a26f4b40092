import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileCondition } from "../../../src/core/condition/compile.ts";
import type { Groups } from "../../../src/core/condition/types.ts";
import { decideSlots } from "../../../src/core/targeting/decide.ts";
import { condition, view } from "../condition/documents.ts";
import { liveTestProgram, situationOf } from "../../support/situation.ts";

type Document = Readonly<Record<string, unknown>>;

const text = { en: { name: "x" }, de: { name: "x" } };
const attributes = ["a", "b", "c", "l"].map((key) => ({
  key,
  type: "string",
  source: "request",
  from: "context",
  purposes: ["personal", "ads"],
  texts: text,
}));
const groups = ["plain", "listed", "asked", "circle", "nobody"].map((key, index) => ({
  key,
  values: ["x", index],
  ...(index % 2 === 0 ? { attribute: "a" } : {}),
}));
const named: Groups = Object.fromEntries(
  groups.map(({ key, values, attribute }) => [key, { type: "list", values, attributeKey: attribute }]),
);
const audiences = ["personal", "ads"].flatMap((purpose) => [
  { key: `${purpose}-a`, purpose, when: { a: { $in: ["x", 3, "3"] } } },
  { key: `${purpose}-b`, purpose, when: { $not: { $audience: `${purpose}-a` }, b: { $exists: true } } },
]);
const asked = Object.fromEntries(audiences.map(({ key, when }) => [key, when]));

/** Experiences of one slot whose conditions are drawn at random; every third asks an audience too, most are selective. */
function experiencesOf(documents: readonly Document[]) {
  return documents.map((document, index) => {
    const purpose = index % 3 === 0 ? "ads" : "personal";
    const heads: readonly Document[] = [
      {},
      { a: "x" },
      { a: { $in: ["x", "y", 3] } },
      { b: 3 },
      { a: { $eq: "3" } },
      { l: { $in: ["x", 0] } },
      { b: 0 },
      { a: "null" },
    ];
    const when = {
      ...heads[index % heads.length],
      ...(index % 5 === 0 ? { $audience: `${purpose}-${index % 2 === 0 ? "a" : "b"}` } : {}),
      $and: [document],
    };
    const content = { en: { headline: `${index}` }, de: { headline: `${index}` } };
    return { key: `e${index}`, slot: "quiet", purpose, priority: (index * 7) % 13, when, variants: [{ key: "only", content }] };
  });
}

describe("a slot of many experiences", () => {
  it("decides as if each condition were asked by itself and in turn, whatever the values are", async () => {
    for (const documents of fc.sample(fc.array(condition, { minLength: 60, maxLength: 60 }), 6)) {
      const experiences = experiencesOf(documents);
      const program = await liveTestProgram({ attributes, groups, audiences, experiences, events: [], asks: [] });
      const inOrder = experiences
        .toSorted((a, b) => b.priority - a.priority)
        .map((item) => ({ ...item, compiled: compileCondition(item.when, { groups: named, audiences: asked }) }));
      fc.assert(
        fc.property(view, fc.nat(31), (values, mask) => {
          const decided = decideSlots(program, ["quiet"], situationOf(program, values, mask))[0];
          const expected = inOrder.find(({ compiled, purpose }) => {
            const allowed = (mask & (1 << (program.purposeIndex.get(purpose) ?? 31))) !== 0;
            return allowed && compiled.ok && compiled(values);
          });
          expect(decided?.experience ?? null).toBe(expected?.key ?? null);
        }),
        { numRuns: 200 },
      );
    }
  });

  it("shares leaves, and an audience with all it reads is one of them", async () => {
    const [first] = experiencesOf([{}]);
    const experiences = Array.from({ length: 500 }, (_, index) => ({
      ...first,
      key: `m${index}`,
      purpose: "personal",
      when: { b: { $gte: index % 4 }, $audience: "personal-b" },
    }));
    const program = await liveTestProgram({ attributes: attributes.slice(0, 2), audiences, experiences, events: [] });
    expect(program.compiled.leaves.length).toBe(9);
    expect(program.compiled.experiences[0]?.reads.map((index) => program.attributes[index]?.key)).toEqual(["b", "a"]);
  });
});
