import { chainOf, cheapestLast } from "./chain.ts";
import type { Scope, Test } from "./leaf.ts";
import { parseCondition } from "./parse.ts";
import { ok, refuse, type Result } from "../kernel/result.ts";
import type { ConditionDocument, ConditionFault, Groups, Leaf, Node } from "./types.ts";

/** Jump targets of the flat form that end it. */
const MATCH = -1;
const NO_MATCH = -2;

/** A view a compiled condition reads: attribute values by name. */
export type ConditionView = { readonly [attribute: string]: unknown };
type Predicate = (view: ConditionView) => boolean;

/** A compiled condition is the predicate itself, and at the same time the `Result` that holds it. */
export type CompiledCondition = Predicate & { readonly ok: true; readonly value: Predicate };

/** What a condition may refer to by key. */
export interface ConditionScope {
  readonly groups?: Groups | undefined;
  readonly audiences?: { readonly [key: string]: ConditionDocument } | undefined;
}

/**
 * Compiles one condition, without code generation. What comes back may be called with a view at once,
 * `compileCondition({a: 1})({a: 1})`, or asked like any other result: an invalid condition is `{ok: false, error}` with
 * the path of each fault. An unknown group is empty; an unknown audience, or one that asks itself, is a fault.
 */
export function compileCondition(
  document: ConditionDocument,
  scope: ConditionScope = {},
): CompiledCondition | { readonly ok: false; readonly error: readonly ConditionFault[] } {
  const compiled = compileIn(document, scope, []);
  return compiled.ok ? Object.assign(compiled.value as Predicate, { ok: true as const, value: compiled.value }) : compiled;
}

function compileIn(document: ConditionDocument, given: ConditionScope, inside: readonly string[]): Result<Test, readonly ConditionFault[]> {
  const parsed = parseCondition(document, given.groups);
  if (!parsed.ok) return parsed;
  const faults: ConditionFault[] = [];
  const audience = (key: string): Test | null => {
    const asked = given.audiences?.[key];
    const compiled = asked && !inside.includes(key) ? compileIn(asked, given, [...inside, key]) : null;
    if (compiled?.ok) return compiled.value;
    faults.push(...(compiled?.error ?? [{ path: "when.$audience", rule: `must name an audience that is defined without itself: ${key}` }]));
    return null;
  };
  const scope: Scope = { groups: given.groups ?? {}, audience };
  const predicate = chainOf(parsed.value, scope) as Test;
  return faults.length > 0 ? refuse(faults) : ok(predicate);
}

/**
 * Appends a condition to a shared flat program of triples (leaf, next if true, next if false) and returns where it
 * starts. Children are written last to first, so every target is known when it is used and no stack is needed to run it.
 */
export function flattenCondition(node: Node, code: number[], intern: (leaf: Leaf) => number): number {
  return emit(node, MATCH, NO_MATCH, code, intern);
}

function emit(node: Node, whenTrue: number, whenFalse: number, code: number[], intern: (leaf: Leaf) => number): number {
  if (node.kind === "leaf") return code.push(intern(node.leaf), whenTrue, whenFalse) - 3;
  if (node.kind === "not") return emit(node.node, whenFalse, whenTrue, code, intern);
  let entry = node.kind === "and" ? whenTrue : whenFalse;
  for (const child of cheapestLast(node.nodes)) {
    entry = node.kind === "and" ? emit(child, entry, whenFalse, code, intern) : emit(child, whenTrue, entry, code, intern);
  }
  return entry;
}
