import { evalCondition } from "@growthbook/growthbook";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileCondition, flattenCondition, type ConditionScope } from "../../../src/core/condition/compile.ts";
import { predicateOf } from "../../../src/core/condition/leaf.ts";
import { parseCondition } from "../../../src/core/condition/parse.ts";
import { referencesOf } from "../../../src/core/condition/references.ts";
import type { Groups, Leaf, Node } from "../../../src/core/condition/types.ts";
import { condition, GROUPS, view } from "./documents.ts";
import { interpret } from "./naive.ts";

type Document = Readonly<Record<string, unknown>>;
const groups: Groups = GROUPS;

function holds(document: Document, values: Document, scope: ConditionScope = { groups }): boolean {
  const compiled = compileCondition(document, scope);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled(values);
}

function runFlat(node: Node, values: Document): boolean {
  const leaves: Leaf[] = [];
  const code: number[] = [];
  const scope = { groups, audience: () => null };
  let at = flattenCondition(node, code, (leaf) => leaves.push(leaf) - 1);
  while (at >= 0) {
    const leaf = leaves[code[at] ?? 0];
    at = (leaf && predicateOf({ kind: "leaf", leaf }, scope)(values) ? code[at + 1] : code[at + 2]) ?? -2;
  }
  return at === -1;
}

describe("a condition", () => {
  it("means the same interpreted naively, compiled to a predicate and flattened to jumps", () => {
    fc.assert(
      fc.property(condition, view, (document, values) => {
        const parsed = parseCondition(document, groups);
        if (!parsed.ok) throw new Error(JSON.stringify(parsed));
        const expected = interpret(document, values, GROUPS);
        expect(holds(document, values)).toBe(expected);
        expect(runFlat(parsed.value, values)).toBe(expected);
      }),
      { numRuns: 4_000 },
    );
  });

  it("means what GrowthBook's own evaluation says, missing values included", () => {
    fc.assert(
      fc.property(condition, view, (document, values) => {
        expect(holds(document, values)).toBe(evalCondition(values, document as never, structuredClone(GROUPS) as never));
      }),
      { numRuns: 4_000 },
    );
  });

  it("depends on nothing but its document: asked again, it answers the same", () => {
    fc.assert(
      fc.property(condition, view, view, (document, first, second) => {
        const compiled = compileCondition(document, { groups });
        if (!compiled.ok) throw new Error(JSON.stringify(compiled));
        const before = compiled(first);
        compiled.value(second);
        expect(compiled.value(first)).toBe(before);
      }),
    );
  });

  it.each([
    [{ a: 1 }, {}, false],
    [{ a: null }, {}, true],
    [{ a: { $ne: 1 } }, {}, true],
    [{ a: { $gt: 1 } }, {}, false],
    [{ a: { $lt: 1 } }, {}, true],
    [{ a: { $gt: -1, $lt: 1 } }, {}, true],
    [{ a: { $lt: "b" } }, {}, false],
    [{ a: 0 }, {}, true],
    [{ a: false }, {}, false],
    [{ a: { $nin: [1] } }, {}, true],
    [{ a: { $exists: false } }, {}, true],
    [{ a: { $exists: true } }, { a: 0 }, true],
    [{ a: "x" }, { a: ["x", "y"] }, false],
    [{ a: { $in: ["x"] } }, { a: ["x", "y"] }, true],
    [{ a: { $gte: 3 } }, { a: "3" }, true],
    [{ a: "3" }, { a: 3 }, true],
    [{ a: { $eq: "3" } }, { a: 3 }, false],
    [{ "a.b.c": 1 }, { a: { b: { c: 1 } } }, true],
    [{ "a.b": { $exists: false } }, { a: 1 }, true],
    [{ a: [1] }, { a: [1] }, true],
    [{ a: {} }, { a: {} }, true],
    [{ $or: [] }, {}, true],
    [{ $nor: [] }, {}, false],
    [{ a: { $vgt: "1.9.0" } }, { a: "v1.10.0" }, true],
    [{ a: { $alli: ["X"] } }, { a: ["x"] }, true],
    [{ a: { $gte: "b" } }, { a: "c" }, true],
    [{}, {}, true],
  ])("%j of %j is %s", (document, values, expected) => {
    expect(holds(document, values)).toBe(expected);
  });

  it.each([
    [{ a: { $near: 1 } }, "when.a.$near"],
    [{ $xor: [] }, "when.$xor"],
    [{ $and: {} }, "when.$and"],
    [{ a: { $in: 1 } }, "when.a.$in"],
    [{ a: { $gt: true } }, "when.a.$gt"],
    [{ a: { $gte: 1, lt: 3 } }, "when.a.lt"],
    [{ a: undefined }, "when.a"],
    [{ a: { $in: [{}] } }, "when.a.$in"],
    [{ a: { $in: Array.from({ length: 1_001 }, (_, index) => index) } }, "when.a.$in"],
    [{ a: { $all: 1 } }, "when.a.$all"],
    [{ a: { $all: [1, { $no: 1 }] } }, "when.a.$all.1.$no"],
    [{ a: { $size: { $gt: [] } } }, "when.a.$size.$gt"],
    [{ a: { $elemMatch: 3 } }, "when.a.$elemMatch"],
    [{ a: { $elemMatch: { b: { $bad: 1 } } } }, "when.a.$elemMatch.b.$bad"],
    [{ a: { $elemMatch: { b: 1, $audience: "x" } } }, "when.a.$elemMatch.$audience"],
    [{ a: { $type: "date" } }, "when.a.$type"],
    [{ a: { $vgt: true } }, "when.a.$vgt"],
    [{ a: { $inGroup: 1 } }, "when.a.$inGroup"],
    [{ a: { $regex: 1 } }, "when.a.$regex"],
    [{ a: { $before: "2026-11-27" } }, "when.a.$before"],
    [{ a: { $after: "2026-13-27T00:00:00Z" } }, "when.a.$after"],
    [{ a: { $during: { zone: "Europe/Atlantis" } } }, "when.a.$during"],
    [{ a: { $during: { zone: "UTC", days: ["monday"] } } }, "when.a.$during"],
    [{ a: { $during: { zone: "UTC", from: "24:00" } } }, "when.a.$during"],
    [{ $savedGroup: "x" }, "when.$savedGroup"],
    [{ $audience: 3 }, "when.$audience"],
    [{ $audience: "nobody" }, "when.$audience"],
    [{ a: { $exists: 1 } }, "when.a.$exists"],
    [{ $not: 1 }, "when.$not"],
    [{ $or: [{ a: 1 }, { b: { $eq: {} } }] }, "when.$or.1.b.$eq"],
  ])("%j is refused with its path", (document, path) => {
    const compiled = compileCondition(document);
    expect(compiled.ok ? null : compiled.error.map((fault) => fault.path)).toContain(path);
  });

  it("is refused past a depth, and says what it reads and asks", () => {
    let deep: Record<string, unknown> = { a: 1 };
    for (let level = 0; level < 12; level++) deep = { $not: deep };
    expect(parseCondition(deep).ok).toBe(false);
    let deepValue: unknown = 1;
    for (let level = 0; level < 12; level++) deepValue = { $not: deepValue };
    expect(parseCondition({ a: deepValue }).ok).toBe(false);
    const parsed = parseCondition({
      "a.x": 1,
      $or: [{ b: { $inGroup: "vip" } }, { $not: { a: 3, c: { $elemMatch: { d: { $inGroup: "in" } } } } }],
      $audience: "loyal",
    });
    expect(parsed.ok && referencesOf(parsed.value)).toEqual({ attributes: ["a", "b", "c"], groups: ["vip", "in"], audiences: ["loyal"] });
  });

  it("asks audiences by key, and refuses those that lead back to themselves", () => {
    const audiences = {
      loyal: { visits: { $gte: 3 }, $audience: "near" },
      near: { country: "DE" },
      snake: { $audience: "tail" },
      tail: { $audience: "snake" },
    };
    expect(holds({ $audience: "loyal" }, { visits: 3, country: "DE" }, { audiences })).toBe(true);
    expect(holds({ $not: { $audience: "loyal" } }, { visits: 2, country: "DE" }, { audiences })).toBe(true);
    expect(compileCondition({ $audience: "snake" }, { audiences }).ok).toBe(false);
  });
});
