import { isDuring, type Weekly } from "../../../src/core/condition/during.ts";

type Fields = Readonly<Record<string, unknown>>;
type Groups = Readonly<Record<string, unknown>>;

/**
 * A naive interpreter of condition documents, as one would explain the language: it compiles nothing, shares nothing and
 * walks the document anew each time. What the compiled forms mean is held against it.
 */
export function interpret(condition: Fields, view: unknown, groups: Groups = {}, inside: readonly string[] = []): boolean {
  return Object.entries(condition).every(([key, operand]) => {
    const each = (): boolean[] => (operand as Fields[]).map((item) => interpret(item, view, groups, inside));
    if (key === "$and") return each().every(Boolean);
    if (key === "$or") return each().length === 0 || each().some(Boolean);
    if (key === "$nor") return each().length > 0 && !each().some(Boolean);
    if (key === "$not") return !interpret(operand as Fields, view, groups, inside);
    if (key === "$savedGroup") return inSavedGroup(operand as Fields, view, groups, inside);
    return holds(operand, lookUp(view, key), groups);
  });
}

function lookUp(view: unknown, path: string): unknown {
  return path.split(".").reduce((at, part) => (at instanceof Object && part in at ? (at as Fields)[part] : null), view) ?? null;
}

function inSavedGroup(named: Fields, view: unknown, groups: Groups, inside: readonly string[]): boolean {
  const id = String(named["id"]);
  const group = groups[id] as Fields | undefined;
  if (inside.includes(id)) return false;
  if (group?.["type"] === "condition") return interpret(group["condition"] as Fields, view, groups, [...inside, id]);
  if (group?.["type"] !== "list") return false;
  return isIn(lookUp(view, String(named["attributeKey"] ?? group["attributeKey"])), group["values"] as unknown[]);
}

/** A bare value is converted before it is compared; an object of operators asks each of them. */
function holds(wanted: unknown, value: unknown, groups: Groups, folded = false): boolean {
  if (typeof wanted === "string") return folded ? String(value).toLowerCase() === wanted.toLowerCase() : String(value) === wanted;
  if (typeof wanted === "number") return Number(value) === wanted;
  if (typeof wanted === "boolean") return value !== null && Boolean(value) === wanted;
  if (wanted === null) return value === null;
  const operators = Object.entries(wanted as Fields);
  if (Array.isArray(wanted) || !operators.some(([name]) => name.startsWith("$"))) return JSON.stringify(value) === JSON.stringify(wanted);
  return operators.every(([name, operand]) => asks(name, operand, value, groups));
}

function asks(operator: string, operand: unknown, value: unknown, groups: Groups): boolean {
  const list = operand as unknown[];
  const items = Array.isArray(value) ? (value as unknown[]) : null;
  const fold = (item: unknown): unknown => (typeof item === "string" ? item.toLowerCase() : item);
  const folded = (): boolean => isIn(items ? items.map(fold) : fold(value), list.map(fold));
  const all = (ignoreCase: boolean): boolean =>
    items !== null && list.every((wanted) => items.some((item) => holds(wanted, item, groups, ignoreCase)));
  const answers: Readonly<Record<string, () => boolean>> = {
    $eq: () => value === operand,
    $ne: () => value !== operand,
    $gt: () => compare(value, operand, (a, b) => a > b),
    $gte: () => compare(value, operand, (a, b) => a >= b),
    $lt: () => compare(value, operand, (a, b) => a < b),
    $lte: () => compare(value, operand, (a, b) => a <= b),
    $in: () => isIn(value, list),
    $nin: () => !isIn(value, list),
    $ini: folded,
    $nini: () => !folded(),
    $all: () => all(false),
    $alli: () => all(true),
    $exists: () => (value !== null) === operand,
    $type: () => (value === null ? "null" : items ? "array" : typeof value) === operand,
    $size: () => items !== null && holds(operand, items.length, groups),
    $elemMatch: () => items !== null && items.some((item) => item !== null && matchesItem(operand as Fields, item, groups)),
    $regex: () => new RegExp(operand as string).test(String(value)),
    $regexi: () => new RegExp(operand as string, "i").test(String(value)),
    $veq: () => sortable(value) === sortable(operand),
    $vne: () => sortable(value) !== sortable(operand),
    $vgt: () => sortable(value) > sortable(operand),
    $vgte: () => sortable(value) >= sortable(operand),
    $vlt: () => sortable(value) < sortable(operand),
    $vlte: () => sortable(value) <= sortable(operand),
    $inGroup: () => inGroup(value, groups[operand as string], true),
    $notInGroup: () => inGroup(value, groups[operand as string], false),
    $not: () => !holds(operand, value, groups),
    $during: () => typeof value === "number" && isDuring(operand as Weekly, value),
    $before: () => typeof value === "number" && value < Date.parse(operand as string),
    $after: () => typeof value === "number" && value >= Date.parse(operand as string),
  };
  return answers[operator]?.() ?? false;
}

/** Two texts by their order; anything else as numbers, of which a missing value is 0. */
function compare(value: unknown, operand: unknown, by: (a: string | number, b: string | number) => boolean): boolean {
  const text = value instanceof Object ? (Array.isArray(value) ? value.join(",") : "[object Object]") : value;
  return typeof text === "string" && typeof operand === "string" ? by(text, operand) : by(Number(text), Number(operand));
}

function isIn(value: unknown, list: readonly unknown[]): boolean {
  return Array.isArray(value) ? value.some((item) => list.includes(item)) : list.includes(value);
}

function inGroup(value: unknown, group: unknown, wanted: boolean): boolean {
  const values = group === undefined ? [] : Array.isArray(group) ? group : (group as Fields)["values"];
  return Array.isArray(values) && isIn(value, values) === wanted;
}

function matchesItem(condition: Fields, item: unknown, groups: Groups): boolean {
  const keys = Object.keys(condition);
  return keys.length > 0 && keys.every((key) => key.startsWith("$")) ? holds(condition, item, groups) : interpret(condition, item, groups);
}

/** A version as text that sorts like it: numbers padded, the release after what was released before it. */
function sortable(version: unknown): string {
  const text = typeof version === "number" ? String(version) : typeof version === "string" && version !== "" ? version : "0";
  const [release = ""] = text.replace(/^v/, "").split("+");
  const parts = release.split(/[-.]/);
  return [...parts, ...(parts.length === 3 ? ["~"] : [])].map((part) => (/^\d+$/.test(part) ? part.padStart(5) : part)).join("-");
}
