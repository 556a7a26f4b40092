import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileCondition, flattenCondition } from "../../../src/core/condition/compile.ts";
import { evaluateLeaf } from "../../../src/core/condition/leaf.ts";
import { attributesOf, parseCondition } from "../../../src/core/condition/parse.ts";
import type { Leaf, Node } from "../../../src/core/condition/types.ts";

const attribute = fc.constantFrom("a", "b", "c");
const scalar = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom("x", "y"), fc.boolean(), fc.constant(null));
const comparison = fc.oneof(
  scalar,
  fc.record({ $gte: fc.nat(3) }),
  fc.record({ $lt: fc.nat(3) }),
  fc.record({ $ne: scalar }),
  fc.record({ $exists: fc.boolean() }),
  fc.record({ $in: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ $nin: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ $gt: fc.nat(3), $lte: fc.nat(3) }),
);
const { condition } = fc.letrec<{ condition: Record<string, unknown> }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    fc.dictionary(attribute, comparison, { noNullPrototype: true, maxKeys: 3 }),
    fc.record({ $and: fc.array(tie("condition"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ $or: fc.array(tie("condition"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ $nor: fc.array(tie("condition"), { minLength: 1, maxLength: 2 }) }),
    fc.record({ $not: tie("condition") }),
  ),
}));
const view = fc.dictionary(attribute, fc.oneof(scalar, fc.array(fc.constantFrom("x", "y", "z"))), { noNullPrototype: true });

function naive(node: Node, values: Record<string, unknown>): boolean {
  switch (node.kind) {
    case "leaf":
      return evaluateLeaf(node.leaf, values[node.leaf.attribute]);
    case "not":
      return !naive(node.node, values);
    case "and":
      return node.nodes.every((child) => naive(child, values));
    case "or":
      return node.nodes.some((child) => naive(child, values));
  }
}

function runFlat(node: Node, values: Record<string, unknown>): boolean {
  const leaves: Leaf[] = [];
  const code: number[] = [];
  let at = flattenCondition(node, code, (leaf) => leaves.push(leaf) - 1);
  while (at >= 0) {
    const leaf = leaves[code[at] ?? 0];
    at = (leaf && evaluateLeaf(leaf, values[leaf.attribute]) ? code[at + 1] : code[at + 2]) ?? -2;
  }
  return at === -1;
}

describe("a condition", () => {
  it("means the same interpreted, compiled to a predicate and flattened to jumps", () => {
    fc.assert(
      fc.property(condition, view, (document, values) => {
        const parsed = parseCondition(document);
        const compiled = compileCondition(document);
        if (!parsed.ok || !compiled.ok) throw new Error(JSON.stringify(parsed));
        const expected = naive(parsed.value, values);
        expect(compiled.value(values)).toBe(expected);
        expect(runFlat(parsed.value, values)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [{ a: 1 }, {}, false],
    [{ a: null }, {}, true],
    [{ a: { $ne: 1 } }, {}, true],
    [{ a: { $gt: 1 } }, {}, false],
    [{ a: { $lt: 1 } }, {}, false],
    [{ a: { $nin: [1] } }, {}, true],
    [{ a: { $exists: false } }, {}, true],
    [{ a: { $exists: true } }, { a: 0 }, true],
    [{ a: "x" }, { a: ["x", "y"] }, true],
    [{ a: { $gte: 3 } }, { a: "3" }, false],
    [{ a: { $gte: "b" } }, { a: "c" }, true],
    [{}, {}, true],
  ])("%j of %j is %s", (document, values, expected) => {
    const compiled = compileCondition(document);
    expect(compiled.ok && compiled.value(values)).toBe(expected);
  });

  it.each([
    [{ a: { $near: 1 } }, "when.a.$near"],
    [{ $xor: [] }, "when.$xor"],
    [{ $or: [] }, "when.$or"],
    [{ $and: {} }, "when.$and"],
    [{ a: { $in: 1 } }, "when.a.$in"],
    [{ a: { $gt: true } }, "when.a.$gt"],
    [{ a: {} }, "when.a"],
    [{ a: { $exists: 1 } }, "when.a.$exists"],
    [{ a: [1] }, "when.a"],
    [{ $not: 1 }, "when.$not"],
    [{ $or: [{ a: 1 }, { b: { $eq: {} } }] }, "when.$or.1.b.$eq"],
  ])("%j is refused with its path", (document, path) => {
    const parsed = parseCondition(document);
    expect(parsed.ok ? null : parsed.error.map((fault) => fault.path)).toContain(path);
  });

  it("is refused past a depth, and says which attributes it reads", () => {
    let deep: Record<string, unknown> = { a: 1 };
    for (let level = 0; level < 12; level++) deep = { $not: deep };
    expect(parseCondition(deep).ok).toBe(false);
    const parsed = parseCondition({ a: 1, $or: [{ b: 2 }, { $not: { a: 3, c: 1 } }] });
    expect(parsed.ok && attributesOf(parsed.value)).toEqual(["a", "b", "c"]);
  });
});
