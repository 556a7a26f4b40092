import { isDuring, type Weekly } from "./during.ts";
import { matcherOf } from "./pattern.ts";
import type { Group, Groups, Leaf, Node, Scalar } from "./types.ts";
import { comparable, numberOf, textOf, typeOf, versionText } from "./value.ts";

/** A test of one value; a missing one is null. */
export type Test = (value: unknown) => boolean;

/** What conditions refer to by key. */
export interface Scope {
  readonly groups: Groups;
  /** A whole audience on a view; null when there is none of that key. */
  readonly audience: (key: string) => Test | null;
}

/** Past this many items a list is looked up instead of walked. */
const FEW = 6;
const never: Test = () => false;

/**
 * Makes the test of a leaf. Its meaning is GrowthBook's: a bare value is compared after conversion, `$eq` without; a
 * missing value is null, which is unequal to all else, yet counts as 0 where it is measured against a number.
 */
export function testOf(leaf: Leaf, scope: Scope): Test {
  const { operand } = leaf;
  switch (leaf.operator) {
    case "is":
      return isTest(operand);
    case "isi":
      return equalFolded(operand as string);
    case "$eq":
      return (value) => value === operand;
    case "$ne":
      return (value) => value !== operand;
    case "$exists":
      return operand === true ? (value) => value !== null : (value) => value === null;
    case "$type":
      return (value) => typeOf(value) === operand;
    case "$gt":
    case "$gte":
    case "$lt":
    case "$lte":
      return orderTest(leaf.operator, operand as number);
    case "$in":
      return inTest(operand as readonly Scalar[]);
    case "$nin":
      return not(inTest(operand as readonly Scalar[]));
    case "$ini":
      return inFoldedTest(operand as readonly Scalar[]);
    case "$nini":
      return not(inFoldedTest(operand as readonly Scalar[]));
    case "$inGroup":
      return groupTest(scope.groups[operand as string]) ?? never;
    case "$notInGroup":
      return not(groupTest(scope.groups[operand as string]) ?? null);
    case "$audience":
      return scope.audience(operand as string) ?? never;
    default:
      return furtherTest(leaf, scope);
  }
}

function furtherTest({ operator, operand }: Leaf, scope: Scope): Test {
  switch (operator) {
    case "$size":
      return sizeTest(predicateOf(operand as Node, scope));
    case "$elemMatch":
      return itemTest(operand as Node, scope);
    case "$all":
    case "$alli":
      return allTest((operand as readonly Node[]).map((node) => predicateOf(node, scope)));
    case "$regex":
    case "$regexi":
      return textTest(matcherOf(operand as string, operator === "$regexi" ? "i" : ""));
    case "$before":
      return instantTest((at) => at < Date.parse(operand as string));
    case "$after":
      return instantTest((at) => at >= Date.parse(operand as string));
    case "$during":
      return instantTest((at) => isDuring(operand as Weekly, at));
    default:
      return versionTest(operator, versionText(operand));
  }
}

/** Makes the predicate of a parsed condition. What it is asked about is a view of values by name, or one value alone. */
export function predicateOf(node: Node, scope: Scope): Test {
  if (node.kind === "leaf") return fieldTest(node.leaf, scope);
  if (node.kind === "not") return not(predicateOf(node.node, scope));
  const parts = node.nodes.map((child) => predicateOf(child, scope));
  const [first, second, third] = parts;
  if (node.kind === "or") return (view) => parts.some((part) => part(view));
  if (!first) return () => true;
  if (!second) return first;
  if (!third) return (view) => first(view) && second(view);
  return (view) => parts.every((part) => part(view));
}

/** Makes the test of a leaf on the value of its attribute. */
export function attributeTestOf(leaf: Leaf, scope: Scope): Test {
  const test = testOf(leaf, scope);
  const { path } = leaf;
  return path ? (value) => test(valueAt(value, path)) : test;
}

function fieldTest(leaf: Leaf, scope: Scope): Test {
  const test = attributeTestOf(leaf, scope);
  const { attribute } = leaf;
  return attribute === "" ? test : (view) => test(fieldOf(view, attribute));
}

/** The value under a path; null where the path leads nowhere. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  let at: unknown = value;
  for (const part of path) at = fieldOf(at, part);
  return at;
}

/** A field of an object; null where there is none. */
export function fieldOf(value: unknown, field: string): unknown {
  return typeof value === "object" && value !== null ? ((value as Record<string, unknown>)[field] ?? null) : null;
}

function not(test: Test | null): Test {
  return test === null ? never : (value) => !test(value);
}

function isTest(operand: unknown): Test {
  switch (typeof operand) {
    case "string":
      return (value) => value === operand || (typeof value !== "string" && textOf(value) === operand);
    case "number":
      return (value) => value === operand || (typeof value !== "number" && numberOf(value) === operand);
    case "boolean":
      return (value) => value !== null && Boolean(value) === operand;
    default:
      return operand === null ? (value) => value === null : equalJson(JSON.stringify(operand));
  }
}

function equalJson(text: string): Test {
  return (value) => JSON.stringify(value) === text;
}

function equalFolded(operand: string): Test {
  const folded = operand.toLowerCase();
  return (value) => textOf(value).toLowerCase() === folded;
}

/** An operand may be text too: what two texts compare as is their order, anything else is measured as numbers. */
function orderTest(operator: "$gt" | "$gte" | "$lt" | "$lte", operand: number): Test {
  const of = comparable as (value: unknown) => number;
  switch (operator) {
    case "$gt":
      return (value) => (typeof value === "number" ? value : of(value)) > operand;
    case "$gte":
      return (value) => (typeof value === "number" ? value : of(value)) >= operand;
    case "$lt":
      return (value) => (typeof value === "number" ? value : of(value)) < operand;
    case "$lte":
      return (value) => (typeof value === "number" ? value : of(value)) <= operand;
  }
}

function inTest(items: readonly Scalar[]): Test {
  const list: readonly unknown[] = items;
  const known: ReadonlySet<unknown> = new Set(items);
  if (items.length > FEW) return (value) => (Array.isArray(value) ? value.some((item) => known.has(item)) : known.has(value));
  return (value) => (Array.isArray(value) ? value.some((item) => list.includes(item)) : list.includes(value));
}

function inFoldedTest(items: readonly Scalar[]): Test {
  const test = inTest(items.map((item) => fold(item) as Scalar));
  return (value) => test(Array.isArray(value) ? value.map(fold) : fold(value));
}

function fold(value: unknown): unknown {
  return typeof value === "string" ? value.toLowerCase() : value;
}

/** An unknown group is empty; one that has no list of values holds for nobody, asked either way. */
function groupTest(group: Group | undefined): Test | null {
  if (group === undefined) return never;
  const values: unknown = "type" in group ? (group.type === "list" ? group.values : null) : group;
  return Array.isArray(values) ? inTest(values) : null;
}

function sizeTest(test: Test): Test {
  return (value) => Array.isArray(value) && test(value.length);
}

/** Equality with one value is what is asked of items most. */
function itemTest(node: Node, scope: Scope): Test {
  if (node.kind !== "leaf" || node.leaf.attribute !== "" || node.leaf.operator !== "$eq" || node.leaf.operand === null)
    return someTest(predicateOf(node, scope));
  const { operand } = node.leaf;
  return (value) => Array.isArray(value) && hasItem(value, operand);
}

/** Lists are short: a loop is over before `includes` has begun. */
function hasItem(items: readonly unknown[], wanted: unknown): boolean {
  for (const item of items) if (item === wanted) return true;
  return false;
}

function someTest(test: Test): Test {
  return (value) => Array.isArray(value) && value.some((item) => item !== null && item !== undefined && test(item));
}

function allTest(tests: readonly Test[]): Test {
  return (value) => Array.isArray(value) && tests.every((test) => value.some(test));
}

function textTest(test: (text: string) => boolean): Test {
  return (value) => test(textOf(value));
}

/** An instant is milliseconds since the epoch, or ISO 8601 text that says its offset. */
function instantTest(test: (at: number) => boolean): Test {
  return (value) => {
    const at = typeof value === "string" ? Date.parse(value) : value;
    return typeof at === "number" && Number.isFinite(at) && test(at);
  };
}

function versionTest(operator: Leaf["operator"], operand: string): Test {
  switch (operator) {
    case "$veq":
      return (value) => versionText(value) === operand;
    case "$vne":
      return (value) => versionText(value) !== operand;
    case "$vgt":
      return (value) => versionText(value) > operand;
    case "$vgte":
      return (value) => versionText(value) >= operand;
    case "$vlt":
      return (value) => versionText(value) < operand;
    case "$vlte":
      return (value) => versionText(value) <= operand;
    default:
      return never;
  }
}
