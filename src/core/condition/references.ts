import type { Leaf, Node } from "./types.ts";

/** What a condition refers to by key, each once. */
export interface References {
  readonly attributes: readonly string[];
  readonly groups: readonly string[];
  readonly audiences: readonly string[];
}

/** What a parsed condition reads and asks; not what the audiences it asks read. */
export function referencesOf(node: Node): References {
  const leaves = leavesOf(node);
  const keys = (of: (leaf: Leaf) => boolean): readonly string[] => [
    ...new Set(leaves.flatMap((leaf) => (of(leaf) ? [leaf.operand as string] : []))),
  ];
  return {
    attributes: attributesOf(node),
    groups: keys((leaf) => leaf.operator === "$inGroup" || leaf.operator === "$notInGroup"),
    audiences: keys((leaf) => leaf.operator === "$audience"),
  };
}

/** The attributes a parsed condition reads, each once. Fields of list items are no attributes. */
export function attributesOf(node: Node): readonly string[] {
  return [...new Set(outer(node).flatMap((leaf) => (leaf.attribute === "" ? [] : [leaf.attribute])))];
}

function outer(node: Node): readonly Leaf[] {
  if (node.kind === "leaf") return [node.leaf];
  return node.kind === "not" ? outer(node.node) : node.nodes.flatMap(outer);
}

/** Every leaf, those of conditions on items and sizes included. */
function leavesOf(node: Node): readonly Leaf[] {
  return outer(node).flatMap((leaf) => [leaf, ...innerOf(leaf).flatMap(leavesOf)]);
}

function innerOf({ operator, operand }: Leaf): readonly Node[] {
  if (operator === "$size" || operator === "$elemMatch") return [operand as Node];
  return operator === "$all" || operator === "$alli" ? (operand as readonly Node[]) : [];
}
