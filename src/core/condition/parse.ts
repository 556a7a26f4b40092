import { refuse, ok, type Result } from "../kernel/result.ts";
import { isRecord, isScalar, operandRule } from "./operand.ts";
import {
  OPERATORS,
  type ConditionDocument,
  type ConditionFault,
  type Group,
  type Groups,
  type Leaf,
  type Node,
  type Operator,
} from "./types.ts";

const MAX_DEPTH = 8;
const MAX_ALL = 100;
const ALWAYS: Node = { kind: "and", nodes: [] };
const NEVER: Node = { kind: "or", nodes: [] };

/** Where one reads, and what has been found wrong so far. */
interface Reading {
  readonly path: string;
  readonly depth: number;
  readonly faults: ConditionFault[];
  readonly groups: Groups;
  /** Saved groups one is inside of, so that none goes round in circles. */
  readonly inside: readonly string[];
  /** True where it is not the person who is asked about, but an item of a list. */
  readonly item: boolean;
}

/** Which value a comparison is about. */
type Subject = Pick<Leaf, "attribute" | "path">;
const AT_HAND: Subject = { attribute: "" };

/** Reads a condition document into a tree; refuses unknown operators, wrong operands and nesting past 8, with the path. */
export function parseCondition(document: ConditionDocument, groups: Groups = {}): Result<Node, readonly ConditionFault[]> {
  const faults: ConditionFault[] = [];
  const node = parseObject(document, { path: "when", depth: 0, faults, groups, inside: [], item: false });
  return faults.length > 0 ? refuse(faults) : ok(node);
}

function below(at: Reading, name: string | number, levels = 0): Reading {
  return { ...at, path: `${at.path}.${name}`, depth: at.depth + levels };
}

function deeper(at: Reading): Reading {
  return { ...at, depth: at.depth + 1 };
}

function fault(at: Reading, rule: string): Node {
  at.faults.push({ path: at.path, rule });
  return ALWAYS;
}

function parseObject(document: unknown, at: Reading): Node {
  if (!isRecord(document)) return fault(at, "must be an object");
  if (at.depth > MAX_DEPTH) return fault(at, `must not nest deeper than ${MAX_DEPTH}`);
  return allOf(Object.entries(document).map(([key, value]) => parseMember(key, value, below(at, key))));
}

function allOf(nodes: readonly Node[]): Node {
  const [only] = nodes;
  return nodes.length === 1 && only ? only : { kind: "and", nodes };
}

function parseMember(key: string, value: unknown, at: Reading): Node {
  switch (key) {
    case "$and":
      return { kind: "and", nodes: parseList(value, at) };
    case "$or":
      return anyOf(parseList(value, at));
    case "$nor":
      return { kind: "not", node: anyOf(parseList(value, at)) };
    case "$not":
      return { kind: "not", node: parseObject(value, deeper(at)) };
    case "$savedGroup":
      return parseSavedGroup(value, at);
    case "$audience":
      if (at.item) return fault(at, "asks about a person, not about an item");
      if (typeof value !== "string") return fault(at, "must be the key of an audience");
      return { kind: "leaf", leaf: { attribute: "", operator: "$audience", operand: value } };
    default:
      if (key.startsWith("$")) return fault(at, "is not a known operator");
      return parseValue(value, subjectAt(key), at);
  }
}

/** Any of nothing holds, as GrowthBook has it. */
function anyOf(nodes: readonly Node[]): Node {
  return nodes.length === 0 ? ALWAYS : { kind: "or", nodes };
}

function parseList(value: unknown, at: Reading): readonly Node[] {
  if (Array.isArray(value)) return value.map((item, index) => parseObject(item, below(at, index, 1)));
  fault(at, "must be a list of conditions");
  return [];
}

function subjectAt(key: string): Subject {
  const [attribute = "", ...path] = key.split(".");
  return path.length === 0 ? { attribute } : { attribute, path };
}

function parseSavedGroup(value: unknown, at: Reading): Node {
  if (!isRecord(value) || typeof value["id"] !== "string") return fault(at, "must hold the id of a group");
  const { id, attributeKey: key } = value;
  if (key !== undefined && typeof key !== "string") return fault(at, "must name an attribute as attributeKey");
  return at.groups[id] === undefined ? inGroup(AT_HAND, id) : groupNode(id, at.groups[id], key, at);
}

/** A saved group is a list for one attribute, or a condition of its own. One that is neither holds for nobody. */
function groupNode(id: string, group: Group, key: string | undefined, at: Reading): Node {
  if (!("type" in group) || at.inside.includes(id)) return NEVER;
  if (group.type === "condition") return parseObject(group.condition, { ...below(at, id, 1), inside: [...at.inside, id] });
  const wanted = key ?? group.attributeKey;
  return group.type === "list" && wanted !== undefined ? inGroup(subjectAt(wanted), id) : NEVER;
}

function inGroup(subject: Subject, id: string): Node {
  return { kind: "leaf", leaf: { ...subject, operator: "$inGroup", operand: id } };
}

/** What is asked of one value: a bare value, a list or an object it equals, or operators that must all hold. */
function parseValue(value: unknown, subject: Subject, at: Reading, folded = false): Node {
  if (!isRecord(value) || !Object.keys(value).some((key) => key.startsWith("$"))) {
    const isBare = isScalar(value) || typeof value === "object";
    if (!isBare) return fault(at, "must be a value JSON can hold");
    const operator = folded && typeof value === "string" ? "isi" : "is";
    return { kind: "leaf", leaf: { ...subject, operator, operand: value } };
  }
  if (at.depth > MAX_DEPTH) return fault(at, `must not nest deeper than ${MAX_DEPTH}`);
  return allOf(Object.entries(value).map(([operator, operand]) => parseOperator(operator, operand, subject, below(at, operator))));
}

function parseOperator(name: string, operand: unknown, subject: Subject, at: Reading): Node {
  const operator = OPERATORS.find((known) => known === name);
  if (name === "$not") return { kind: "not", node: parseValue(operand, subject, deeper(at)) };
  if (!operator) return fault(at, "is not a known operator");
  return { kind: "leaf", leaf: { ...subject, operator, operand: parseOperand(operator, operand, at) } };
}

function parseOperand(operator: Operator, operand: unknown, at: Reading): unknown {
  const inItem = { ...deeper(at), item: true };
  switch (operator) {
    case "$size":
      return parseValue(operand, AT_HAND, inItem);
    case "$elemMatch":
      return isRecord(operand) && Object.keys(operand).length > 0 && Object.keys(operand).every((key) => key.startsWith("$"))
        ? parseValue(operand, AT_HAND, inItem)
        : parseObject(operand, inItem);
    case "$all":
    case "$alli":
      if (!Array.isArray(operand) || operand.length > MAX_ALL) return fault(at, `must be a list of at most ${MAX_ALL} values`);
      return operand.map((item, index) => parseValue(item, AT_HAND, below(inItem, index), operator === "$alli"));
    default: {
      const rule = operandRule(operator, operand);
      if (rule !== null) fault(at, rule);
      return operand;
    }
  }
}
