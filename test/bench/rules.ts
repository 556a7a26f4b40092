/** A targeting rule in the words all engines share; each engine gets it in its own language. */
export type Rule =
  | { readonly kind: "equals"; readonly field: string; readonly value: string | number | boolean }
  | { readonly kind: "among"; readonly field: string; readonly values: readonly string[] }
  | { readonly kind: "between"; readonly field: string; readonly least: number; readonly below: number }
  | { readonly kind: "has"; readonly field: string; readonly value: string }
  | { readonly kind: "all" | "any"; readonly rules: readonly Rule[] }
  | { readonly kind: "not"; readonly rule: Rule };
export type User = Readonly<Record<string, unknown>>;
type Document = Readonly<Record<string, unknown>>;

const COUNTRIES = ["DE", "FR", "GB", "US", "NL", "AT", "CH", "PL", "ES", "IT"];
const PLANS = ["free", "basic", "plus", "pro"];
const TAGS = ["shoes", "jackets", "bags", "tents", "sale", "kids", "bikes", "ski"];
const SYSTEMS = ["ios", "android", "windows", "macos", "linux"];

/** Numbers that look random and are the same in every run (a linear congruential generator). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

/** People whose every attribute is set: what a missing one means differs between languages. */
export function usersOf(count: number): readonly User[] {
  const draw = numbers(7);
  const pick = (list: readonly string[]): string => list[draw(list.length)] ?? "";
  return Array.from({ length: count }, (_, index) => ({
    id: `user-${index}`,
    country: pick(COUNTRIES),
    plan: pick(PLANS),
    premium: draw(2) === 0,
    visits: draw(50),
    spend: draw(1_000),
    age: 16 + draw(70),
    tags: TAGS.filter(() => draw(3) === 0),
    device: { os: pick(SYSTEMS), version: draw(20) },
  }));
}

/** Rules such as people write: two to five comparisons, some of them branching. */
export function rulesOf(count: number): readonly Rule[] {
  const draw = numbers(11);
  return Array.from({ length: count }, (_, index) => {
    const leaves = Array.from({ length: 2 + (index % 3) }, () => leafOf(draw));
    if (index % 3 === 0) leaves.push({ kind: "any", rules: [leafOf(draw), leafOf(draw)] });
    if (index % 4 === 0) leaves.push({ kind: "not", rule: leafOf(draw) });
    return { kind: "all", rules: leaves };
  });
}

function leafOf(draw: (below: number) => number): Rule {
  const pick = (list: readonly string[]): string => list[draw(list.length)] ?? "";
  const from = draw(20);
  const leaves: readonly Rule[] = [
    { kind: "equals", field: "plan", value: pick(PLANS) },
    { kind: "equals", field: "premium", value: draw(2) === 0 },
    { kind: "equals", field: "device.os", value: pick(SYSTEMS) },
    { kind: "among", field: "country", values: Array.from({ length: 4 }, () => pick(COUNTRIES)) },
    { kind: "between", field: "visits", least: from, below: from + 25 },
    { kind: "between", field: "age", least: 18 + from, below: 60 + from },
    { kind: "between", field: "device.version", least: draw(5), below: 18 },
    { kind: "has", field: "tags", value: pick(TAGS) },
  ];
  return leaves[draw(leaves.length)] ?? { kind: "all", rules: [] };
}

/** A rule as a condition of GrowthBook's and ours; sift reads the same document. */
export function conditionOf(rule: Rule): Document {
  switch (rule.kind) {
    case "equals":
      return { [rule.field]: rule.value };
    case "among":
      return { [rule.field]: { $in: rule.values } };
    case "between":
      return { [rule.field]: { $gte: rule.least, $lt: rule.below } };
    case "has":
      return { [rule.field]: { $elemMatch: { $eq: rule.value } } };
    case "not":
      return { $nor: [conditionOf(rule.rule)] };
    case "any":
      return { $or: rule.rules.map(conditionOf) };
    case "all":
      return mergedOf(rule.rules.map(conditionOf));
  }
}

/** Members side by side, as people write them; those that would hide one another stand in `$and`. */
function mergedOf(documents: readonly Document[]): Document {
  const keys = documents.flatMap(Object.keys);
  return new Set(keys).size === keys.length ? (Object.assign({}, ...documents) as Document) : { $and: documents };
}

/** A rule in JSONLogic. */
export function logicOf(rule: Rule): Document {
  switch (rule.kind) {
    case "equals":
      return { "===": [{ var: rule.field }, rule.value] };
    case "among":
      return { in: [{ var: rule.field }, rule.values] };
    case "between":
      return { and: [{ ">=": [{ var: rule.field }, rule.least] }, { "<": [{ var: rule.field }, rule.below] }] };
    case "has":
      return { in: [rule.value, { var: rule.field }] };
    case "not":
      return { "!": [logicOf(rule.rule)] };
    case "any":
      return { or: rule.rules.map(logicOf) };
    case "all":
      return { and: rule.rules.map(logicOf) };
  }
}
