import type { FacetValue } from "../consent/pass.ts";
import { asSubjectId, type SubjectId } from "../kernel/ids.ts";
import type { Instant } from "../kernel/instant.ts";
import { refuse } from "../kernel/result.ts";
import type { CompiledAttribute } from "../program/compiled.ts";
import { IDENTIFIER_KINDS, readIdentifier, type Identifier } from "./identifier.ts";

/** Whom a record is about: a subject id, or an identifier. */
export type Named = { readonly kind: "subject"; readonly value: SubjectId } | Identifier;

/** A field that was refused and the rule it broke; never the value itself. */
export interface RecordFault {
  readonly field: string;
  readonly rule: string;
  readonly detail: string;
}

/** The fields of a record that say something. */
export type Given = readonly (readonly [string, unknown])[];

const MOST_TEXT = 500;
const MOST_ITEMS = 100;

/** An empty cell says nothing. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}

/** True for the fields that name whom a record is about. */
export function isName(field: string): boolean {
  return field === "subject" || isKind(field);
}

function isKind(field: string): field is Identifier["kind"] {
  return IDENTIFIER_KINDS.some((kind) => kind === field);
}

/** Whom a record is about; it must name them once. */
export function readNamed(given: Given, faults: RecordFault[]): Named | null {
  const names = given.filter(([field]) => isName(field));
  const [[field, value] = ["(record)", null]] = names;
  if (names.length !== 1) {
    faults.push(fault("(record)", "one-name", `must name one person by one of subject, ${IDENTIFIER_KINDS.join(", ")}`));
    return null;
  }
  const text = typeof value === "string" ? value : "";
  const subject = field === "subject" ? asSubjectId(text) : null;
  if (subject) return { kind: "subject", value: subject };
  const read = isKind(field) ? readIdentifier(field, text) : refuse("must be sub_ and 32 hex digits");
  if (read.ok) return read.value;
  faults.push(fault(field, field === "subject" ? "subject-id" : field, read.error));
  return null;
}

/** When a record was so; `at` is for those that do not say. */
export function readAt(
  value: unknown,
  { at, now }: { readonly at: Instant | null; readonly now: Instant },
  faults: RecordFault[],
): Instant | null {
  const read = isGiven(value) ? Date.parse(typeof value === "string" ? value : "") : at;
  if (read !== null && read <= now) return read;
  faults.push(fault("at", "date-time", "must be an RFC 3339 date and time that is not in the future"));
  return null;
}

/** The value as its type; a file of text writes numbers and `true` or `false` out, and lists as JSON. */
export function typed(type: CompiledAttribute["type"], value: unknown): FacetValue | null {
  switch (type) {
    case "string":
      return typeof value === "string" && value.length <= MOST_TEXT ? value : null;
    case "number":
      return numberOf(value);
    case "boolean":
      return BOOLEANS.get(value) ?? null;
    case "list":
      return listOf(typeof value === "string" ? parsed(value) : value);
  }
}

const BOOLEANS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [true, true],
  ["true", true],
  [false, false],
  ["false", false],
]);

function numberOf(value: unknown): number | null {
  const number = typeof value === "string" && /^-?\d{1,15}(\.\d{1,12})?$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function listOf(value: unknown): readonly string[] | null {
  if (!Array.isArray(value) || value.length > MOST_ITEMS) return null;
  const items = value.filter((item): item is string => typeof item === "string" && item.length <= MOST_TEXT);
  return items.length === value.length ? items : null;
}

export function fault(field: string, rule: string, detail: string): RecordFault {
  return { field, rule, detail };
}
