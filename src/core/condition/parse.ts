import { refuse, ok, type Result } from "../kernel/result.ts";
import { OPERATORS, type ConditionDocument, type ConditionFault, type Leaf, type Node, type Operator, type Scalar } from "./types.ts";

const MAX_DEPTH = 8;
const MAX_ITEMS = 1000;

/** Reads a condition document into a tree; refuses unknown operators, wrong operands and nesting past 8, with the path. */
export function parseCondition(document: ConditionDocument): Result<Node, readonly ConditionFault[]> {
  const faults: ConditionFault[] = [];
  const node = parseObject(document, "when", 0, faults);
  return faults.length > 0 ? refuse(faults) : ok(node);
}

/** The attributes a parsed condition reads, each once. */
export function attributesOf(node: Node): readonly string[] {
  const found = new Set<string>();
  collect(node, found);
  return [...found];
}

function collect(node: Node, found: Set<string>): void {
  if (node.kind === "leaf") found.add(node.leaf.attribute);
  else if (node.kind === "not") collect(node.node, found);
  else for (const child of node.nodes) collect(child, found);
}

function parseObject(document: unknown, path: string, depth: number, faults: ConditionFault[]): Node {
  if (!isRecord(document)) {
    faults.push({ path, rule: "must be an object" });
    return { kind: "and", nodes: [] };
  }
  if (depth > MAX_DEPTH) {
    faults.push({ path, rule: `must not nest deeper than ${MAX_DEPTH}` });
    return { kind: "and", nodes: [] };
  }
  const nodes = Object.entries(document).map(([key, value]) => parseMember(key, value, `${path}.${key}`, depth, faults));
  const [only] = nodes;
  return nodes.length === 1 && only ? only : { kind: "and", nodes };
}

function parseMember(key: string, value: unknown, path: string, depth: number, faults: ConditionFault[]): Node {
  switch (key) {
    case "$and":
      return { kind: "and", nodes: parseList(value, path, depth, faults) };
    case "$or":
      return { kind: "or", nodes: parseList(value, path, depth, faults) };
    case "$nor":
      return { kind: "not", node: { kind: "or", nodes: parseList(value, path, depth, faults) } };
    case "$not":
      return { kind: "not", node: parseObject(value, path, depth + 1, faults) };
    default:
      return parseAttribute(key, value, path, faults);
  }
}

function parseList(value: unknown, path: string, depth: number, faults: ConditionFault[]): readonly Node[] {
  if (!Array.isArray(value) || value.length === 0) {
    faults.push({ path, rule: "must be a list of at least one condition" });
    return [];
  }
  return value.map((item, index) => parseObject(item, `${path}.${index}`, depth + 1, faults));
}

function parseAttribute(attribute: string, value: unknown, path: string, faults: ConditionFault[]): Node {
  if (attribute.startsWith("$")) {
    faults.push({ path, rule: "is not a known operator" });
    return { kind: "and", nodes: [] };
  }
  if (!isRecord(value)) return leafOf({ attribute, operator: "$eq", operand: value as Scalar }, path, faults);
  const nodes = Object.entries(value).map(([operator, operand]) =>
    leafOf({ attribute, operator: operator as Operator, operand: operand as Scalar }, `${path}.${operator}`, faults),
  );
  if (nodes.length === 0) faults.push({ path, rule: "must hold at least one operator" });
  const [only] = nodes;
  return nodes.length === 1 && only ? only : { kind: "and", nodes };
}

function leafOf(leaf: Leaf, path: string, faults: ConditionFault[]): Node {
  const rule = operandRule(leaf);
  if (rule) faults.push({ path, rule });
  return { kind: "leaf", leaf };
}

function operandRule(leaf: Leaf): string | null {
  const operand: unknown = leaf.operand;
  if (!OPERATORS.includes(leaf.operator)) return "is not a known operator";
  switch (leaf.operator) {
    case "$eq":
    case "$ne":
      return isScalar(operand) ? null : "must be a string, number, boolean or null";
    case "$in":
    case "$nin":
      return Array.isArray(operand) && operand.length <= MAX_ITEMS && operand.every(isScalar)
        ? null
        : `must be a list of at most ${MAX_ITEMS} scalars`;
    case "$exists":
      return typeof operand === "boolean" ? null : "must be true or false";
    default:
      return typeof operand === "number" || typeof operand === "string" ? null : "must be a number or a string";
  }
}

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === "string" || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
