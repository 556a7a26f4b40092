import { fieldOf, testOf, valueAt, type Scope, type Test } from "./leaf.ts";
import type { Leaf, Node } from "./types.ts";
import { numberOf, textOf } from "./value.ts";

type View = { readonly [field: string]: unknown };
type Predicate = (view: View) => boolean;
/** Goes on with a view to its answer, or is the answer. */
type Next = Predicate | boolean;

/** As many texts are compared one by one without a call. */
const FEW_TEXTS = 4;

/**
 * Makes the predicate of a parsed condition as a chain of closures: each reads its field, asks, and calls the next one
 * where its answer leads. No code is generated, and nothing is looked up or allocated when it runs.
 */
export function chainOf(node: Node, scope: Scope): Predicate {
  const entry = link(node, true, false, scope);
  return typeof entry === "boolean" ? () => entry : entry;
}

/** An answer is not called: most chains end at one of their first leaves, and a call costs as much as asking a leaf. */
function go(next: Next, view: View): boolean {
  return typeof next === "boolean" ? next : next(view);
}

function link(node: Node, yes: Next, no: Next, scope: Scope): Next {
  if (node.kind === "leaf") return linkLeaf(node.leaf, yes, no, scope);
  if (node.kind === "not") return link(node.node, no, yes, scope);
  const range = rangeOf(node);
  if (range) return linkRange(range, yes, no);
  let entry = node.kind === "and" ? yes : no;
  for (const child of cheapestLast(node.nodes))
    entry = node.kind === "and" ? link(child, entry, no, scope) : link(child, yes, entry, scope);
  return entry;
}

/** Children in the order to be linked, last to first: what cheaply tells most people apart is asked first. No answer depends on it. */
export function cheapestLast(nodes: readonly Node[]): readonly Node[] {
  return nodes.toReversed().toSorted((a, b) => costOf(b) - costOf(a));
}

const CHEAP: readonly Leaf["operator"][] = ["is", "$eq", "$in", "$gte", "$gt", "$lt", "$lte"];

function costOf(node: Node): number {
  const place = node.kind === "leaf" ? CHEAP.indexOf(node.leaf.operator) : CHEAP.length + 1;
  return place < 0 ? CHEAP.length : place;
}

/** A field from `least` on and below `limit`: the two comparisons people write together are asked as one. */
interface Range {
  readonly leaf: Leaf;
  readonly least: number;
  readonly limit: number;
}

function rangeOf({ kind, nodes }: Exclude<Node, { readonly kind: "leaf" | "not" }>): Range | null {
  if (kind !== "and" || nodes.length !== 2) return null;
  const [low, high] = nodes.map((child) => (child.kind === "leaf" ? child.leaf : null));
  return low && high && isPair(low, high) ? numeric(low, low.operand, high.operand) : null;
}

function isPair(low: Leaf, high: Leaf): boolean {
  const isSame = low.attribute === high.attribute && low.path?.join() === high.path?.join();
  return isSame && low.operator === "$gte" && high.operator === "$lt";
}

function numeric(leaf: Leaf, least: unknown, limit: unknown): Range | null {
  return typeof least === "number" && typeof limit === "number" ? { leaf, least, limit } : null;
}

function linkRange({ leaf, least, limit }: Range, yes: Next, no: Next): Next {
  const { attribute: field, path } = leaf;
  if (path)
    return (view) => {
      const value = numberIn(valueAt(view[field], path));
      return value >= least && value < limit ? go(yes, view) : go(no, view);
    };
  return (view) => {
    const value = numberIn(view[field]);
    return value >= least && value < limit ? go(yes, view) : go(no, view);
  };
}

function linkLeaf(leaf: Leaf, yes: Next, no: Next, scope: Scope): Next {
  const isPlain = leaf.attribute !== "" && leaf.path === undefined;
  return (isPlain ? linkPlain(leaf, yes, no) : null) ?? linkTest(leaf, yes, no, scope);
}

/** What is asked most, without a call; null for all else. Each is a closure of its own: shared ones would be slower. */
function linkPlain(leaf: Leaf, yes: Next, no: Next): Next | null {
  const { attribute: field, operator, operand } = leaf;
  if (operator === "is" && typeof operand === "string") return linkText(field, operand, yes, no);
  if (operator === "is" && typeof operand === "boolean") return linkBoolean(field, operand, yes, no);
  if (operator === "$in" && isFewTexts(operand)) return linkAmong(field, operand, yes, no);
  return typeof operand === "number" ? linkNumber(leaf, operand, yes, no) : null;
}

function linkTest(leaf: Leaf, yes: Next, no: Next, scope: Scope): Next {
  const { attribute: field, path } = leaf;
  const test: Test = testOf(leaf, scope);
  if (field === "") return (view) => (test(view) ? go(yes, view) : go(no, view));
  const [first, ...further] = path ?? [];
  if (first === undefined) return (view) => (test(view[field] ?? null) ? go(yes, view) : go(no, view));
  if (further.length === 0) return (view) => (test(fieldOf(view[field], first)) ? go(yes, view) : go(no, view));
  return (view) => (test(valueAt(fieldOf(view[field], first), further)) ? go(yes, view) : go(no, view));
}

function linkText(field: string, operand: string, yes: Next, no: Next): Next {
  return (view) => {
    const value = view[field];
    return value === operand || (typeof value !== "string" && textOf(value ?? null) === operand) ? go(yes, view) : go(no, view);
  };
}

function isFewTexts(operand: unknown): operand is readonly string[] {
  if (!Array.isArray(operand) || operand.length === 0 || operand.length > FEW_TEXTS) return false;
  return operand.every((item) => typeof item === "string");
}

function linkAmong(field: string, texts: readonly string[], yes: Next, no: Next): Next {
  const [first, second = first, third = first, fourth = first] = texts;
  return (view) => {
    const value = view[field];
    const isAmong = value === first || value === second || value === third || value === fourth;
    return isAmong || (typeof value === "object" && hasAny(value, texts)) ? go(yes, view) : go(no, view);
  };
}

function hasAny(value: unknown, texts: readonly unknown[]): boolean {
  return Array.isArray(value) && value.some((item) => texts.includes(item));
}

function linkBoolean(field: string, operand: boolean, yes: Next, no: Next): Next {
  return (view) => {
    const value = view[field] ?? null;
    return value !== null && Boolean(value) === operand ? go(yes, view) : go(no, view);
  };
}

function linkNumber({ attribute: field, operator }: Leaf, operand: number, yes: Next, no: Next): Next | null {
  switch (operator) {
    case "is":
      return (view) => (numberIn(view[field]) === operand ? go(yes, view) : go(no, view));
    case "$gt":
      return (view) => (numberIn(view[field]) > operand ? go(yes, view) : go(no, view));
    case "$gte":
      return (view) => (numberIn(view[field]) >= operand ? go(yes, view) : go(no, view));
    case "$lt":
      return (view) => (numberIn(view[field]) < operand ? go(yes, view) : go(no, view));
    case "$lte":
      return (view) => (numberIn(view[field]) <= operand ? go(yes, view) : go(no, view));
    default:
      return null;
  }
}

function numberIn(value: unknown): number {
  return typeof value === "number" ? value : numberOf(value ?? null);
}
