import fc from "fast-check";

type Document = Record<string, unknown>;

const ATTRIBUTES = ["a", "b", "c.d", "l"] as const;
const word = fc.constantFrom("x", "X", "y", "", "3", "0", "null", "true", "1.2.3", "v1.10.0-rc.1");
const scalar = fc.oneof(fc.integer({ min: -1, max: 3 }), word, fc.boolean(), fc.constant(null));
const ordered = fc.oneof(fc.integer({ min: -1, max: 3 }), word);
const version = fc.constantFrom("1.2.3", "v1.10.0", "1.2.3-beta", "2.0", 3, "0.0.0+build");
const few = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(item, { maxLength: 3 });
const pattern = fc.constantFrom("^x", "y$", "[0-9]+", "^(?:x|y)$", "ul", "/");

/** Groups that conditions may name, of every form GrowthBook knows; `nobody` is not among them. */
export const GROUPS = {
  plain: ["x", 1, "3"],
  listed: { type: "list", attributeKey: "a", values: ["x", 2] },
  asked: { type: "condition", condition: { b: { $gt: 0 }, $savedGroup: { id: "listed" } } },
  circle: { type: "condition", condition: { $savedGroup: { id: "circle" } } },
} as const;
const group = fc.constantFrom("plain", "listed", "asked", "nobody");

const { value } = fc.letrec<{ value: unknown }>((tie) => {
  const operators: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    $eq: scalar,
    $ne: scalar,
    $gt: ordered,
    $gte: ordered,
    $lt: ordered,
    $lte: ordered,
    $in: few(scalar),
    $nin: few(scalar),
    $ini: few(scalar),
    $nini: few(scalar),
    $all: few(tie("value")),
    $alli: few(fc.oneof(word, tie("value"))),
    $exists: fc.boolean(),
    $type: fc.constantFrom("string", "number", "boolean", "array", "object", "null", "undefined"),
    $size: fc.oneof(fc.nat(2), tie("value")),
    $elemMatch: fc.oneof(
      fc.record({ $gt: ordered }),
      fc.record({ $in: few(scalar), $ne: scalar }),
      fc.record({ d: tie("value") }),
      fc.record({ $or: few(fc.record({ d: tie("value") })), e: scalar }),
      fc.constant({}),
    ),
    $regex: pattern,
    $regexi: pattern,
    $veq: version,
    $vne: version,
    $vgt: version,
    $vgte: version,
    $vlt: version,
    $vlte: version,
    $inGroup: group,
    $notInGroup: group,
    $not: tie("value"),
  };
  const one = fc
    .constantFrom(...Object.keys(operators))
    .chain((name) => (operators[name] ?? fc.constant(null)).map((operand): Document => ({ [name]: operand })));
  return {
    value: fc.oneof(
      { maxDepth: 3 },
      scalar,
      few(scalar),
      fc.constant({ d: 1 }),
      one,
      fc.tuple(one, one).map(([left, right]) => ({ ...left, ...right })),
    ),
  };
});

/** Condition documents of every operator that GrowthBook has too. */
export const { condition } = fc.letrec<{ condition: Document }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    fc.dictionary(fc.constantFrom(...ATTRIBUTES), value, { noNullPrototype: true, maxKeys: 3 }),
    fc.record({ $and: few(tie("condition")) }),
    fc.record({ $or: few(tie("condition")), a: value }),
    fc.record({ $nor: few(tie("condition")) }),
    fc.record({ $not: tie("condition") }),
    fc.record({
      $savedGroup: fc.constantFrom(
        { id: "listed" },
        { id: "listed", attributeKey: "c.d" },
        { id: "asked" },
        { id: "plain" },
        { id: "circle" },
        { id: "nobody" },
      ),
    }),
  ),
}));

const held = fc.oneof(
  scalar,
  few(scalar),
  few(fc.record({ d: scalar, e: scalar }, { noNullPrototype: true })),
  fc.record({ d: scalar }, { noNullPrototype: true }),
  fc.constantFrom("1.2.3", "v1.10.0-rc.1"),
);

/** Views in which any attribute may be missing. */
export const view = fc.record(
  { a: held, b: held, c: fc.oneof(scalar, fc.record({ d: held }, { noNullPrototype: true })), l: few(held) },
  { requiredKeys: [], noNullPrototype: true },
) as fc.Arbitrary<Document>;
