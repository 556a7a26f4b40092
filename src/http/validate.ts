import { invalid, Problem } from "./problem.ts";

/** Bodies larger than this are refused unread. */
const MOST_BYTES = 500 * 1024;
const MOST_DEPTH = 32;

/** A JSON object. */
export type Fields = { readonly [field: string]: unknown };

/** Reads a JSON body: at most 500 KB, nested at most 32 deep. An empty body reads as an empty object. */
export function readJson(request: Request): Promise<unknown> {
  if (Number(request.headers.get("content-length") ?? 0) > MOST_BYTES) throw tooLarge();
  return request.text().then(readText);
}

function readText(text: string): unknown {
  if (text.length > MOST_BYTES) throw tooLarge();
  if (text === "") return {};
  const value = parse(text);
  if (isDeeper(value, MOST_DEPTH)) throw invalid("(body)", "depth", `must not nest deeper than ${MOST_DEPTH}`);
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Problem("invalid-json", [{ field: "(body)", rule: "json", detail: "must be valid JSON" }]);
  }
}

function tooLarge(): Problem {
  return new Problem("too-large", [{ field: "(body)", rule: "size", detail: `must be at most ${MOST_BYTES} bytes` }]);
}

/** True where a value nests deeper than this; parsing itself needs no stack, what comes after it may. */
function isDeeper(value: unknown, most: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (most === 0) return true;
  for (const item of Array.isArray(value) ? value : Object.values(value))
    if (typeof item === "object" && isDeeper(item, most - 1)) return true;
  return false;
}

/** An object with no fields but these; an unknown field would be silently lost, so it is refused. */
export function objectAt(value: unknown, field: string, known: readonly string[]): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid(field || "(body)", "object", "must be an object");
  for (const name of Object.keys(value)) {
    if (!known.includes(name)) throw invalid(join(field, name), "unknown-field", `is not a field of ${field || "this request"}`);
  }
  return value as Fields;
}

/** A record with free keys. */
export function recordAt(value: unknown, field: string, most: number): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid(field, "object", "must be an object");
  if (Object.keys(value).length > most) throw invalid(field, "size", `must have at most ${most} members`);
  return value as Fields;
}

export function textAt(value: unknown, field: string, most: number): string {
  if (typeof value !== "string") throw invalid(field, "string", "must be a string");
  if (value.length === 0 || value.length > most) throw invalid(field, "length", `must have 1 to ${most} characters`);
  return value;
}

export function optionalTextAt(value: unknown, field: string, most: number): string | undefined {
  return value === undefined || value === null ? undefined : textAt(value, field, most);
}

export function listAt(value: unknown, field: string, most: number): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(field, "array", "must be an array");
  if (value.length === 0 || value.length > most) throw invalid(field, "length", `must have 1 to ${most} items`);
  return value;
}

/** A list of texts; the place of one is named only where it is refused. */
export function textsAt(value: unknown, field: string, mostItems: number, most: number): readonly string[] {
  const isText = (item: unknown): item is string => typeof item === "string" && item.length > 0 && item.length <= most;
  return listAt(value, field, mostItems).map((item, at) => (isText(item) ? item : textAt(item, `${field}.${at}`, most)));
}

export function booleanAt(value: unknown, field: string): boolean {
  if (typeof value !== "boolean") throw invalid(field, "boolean", "must be true or false");
  return value;
}

export function wholeAt(value: unknown, field: string, least: number, most: number): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most)
    throw invalid(field, "range", `must be a whole number from ${least} to ${most}`);
  return value;
}

export function oneOf<T extends string>(value: unknown, field: string, allowed: readonly T[]): T {
  const found = allowed.find((item) => item === value);
  if (found === undefined) throw invalid(field, "enum", `must be one of ${allowed.join(", ")}`);
  return found;
}

function join(field: string, name: string): string {
  return field === "" ? name : `${field}.${name}`;
}
