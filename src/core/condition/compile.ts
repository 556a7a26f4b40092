import { evaluateLeaf } from "./leaf.ts";
import { parseCondition } from "./parse.ts";
import { ok, type Result } from "../kernel/result.ts";
import type { ConditionDocument, ConditionFault, Leaf, Node } from "./types.ts";

/** Jump targets of the flat form that end it. */
const MATCH = -1;
const NO_MATCH = -2;

/** A view a compiled condition reads: attribute values by name. */
export type ConditionView = { readonly [attribute: string]: unknown };

/** Compiles one condition to a predicate, without code generation; an invalid one is refused with the path of each fault. */
export function compileCondition(document: ConditionDocument): Result<(view: ConditionView) => boolean, readonly ConditionFault[]> {
  const parsed = parseCondition(document);
  return parsed.ok ? ok(predicateOf(parsed.value)) : parsed;
}

function predicateOf(node: Node): (view: ConditionView) => boolean {
  if (node.kind === "leaf") {
    const { leaf } = node;
    return (view) => evaluateLeaf(leaf, view[leaf.attribute]);
  }
  if (node.kind === "not") {
    const inner = predicateOf(node.node);
    return (view) => !inner(view);
  }
  const children = node.nodes.map(predicateOf);
  return node.kind === "and" ? (view) => children.every((child) => child(view)) : (view) => children.some((child) => child(view));
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
  for (const child of node.nodes.toReversed()) {
    entry = node.kind === "and" ? emit(child, entry, whenFalse, code, intern) : emit(child, whenTrue, entry, code, intern);
  }
  return entry;
}
