import type { FacetValue } from "../consent/pass.ts";
import type { Permit } from "../consent/permit.ts";
import { asSubjectId, type SubjectId } from "../kernel/ids.ts";
import type { Instant } from "../kernel/instant.ts";
import { ok, refuse, type Result } from "../kernel/result.ts";
import type { CompiledAttribute } from "../program/compiled.ts";
import type { LiveProgram } from "../program/live.ts";
import { usableFor } from "./ceiling.ts";
import { IDENTIFIER_KINDS, readIdentifier, type Identifier } from "./identifier.ts";
import { expiryOf } from "./retention.ts";
import { laterValue, type AttributeValue, type AttributeValues } from "./values.ts";

/** Whom a record is about: a subject id, or an identifier. */
export type Named = { readonly kind: "subject"; readonly value: SubjectId } | Identifier;

/** What a record of a file says of one person. */
export interface ImportRecord {
  readonly named: Named;
  readonly at: Instant;
  readonly values: { readonly [attribute: string]: FacetValue };
}

/** A field that was refused and the rule it broke; never the value itself. */
export interface RecordFault {
  readonly field: string;
  readonly rule: string;
  readonly detail: string;
}

export interface ImportTerms {
  /** What kinds of value the file holds; one of another source is refused. */
  readonly sources: readonly string[];
  /** When the values were so, where a record does not say; null: each has to. */
  readonly at: Instant | null;
  readonly now: Instant;
}

const PREFIX = "attributes.";
const MOST_TEXT = 500;
const MOST_ITEMS = 100;

/**
 * Reads a record of flat fields: `subject` or one identifier by its kind, `at` (RFC 3339), `attributes.KEY`. Refuses what is
 * not declared, of another type or source than declared, computed (its events are imported instead) or of the future.
 */
export function readImportRecord(
  program: LiveProgram,
  fields: { readonly [field: string]: unknown },
  terms: ImportTerms,
): Result<ImportRecord, readonly RecordFault[]> {
  const faults: RecordFault[] = [];
  const given = Object.entries(fields).filter(([, value]) => isGiven(value));
  const named = readNamed(given, faults);
  const at = readAt(fields["at"], terms, faults);
  const values = readValues(program, given, terms, faults);
  return faults.length > 0 || !named || at === null ? refuse(faults) : ok({ named, at, values });
}

/** An empty cell says nothing. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}

function readValues(
  program: LiveProgram,
  given: readonly (readonly [string, unknown])[],
  terms: ImportTerms,
  faults: RecordFault[],
): ImportRecord["values"] {
  const values: Record<string, FacetValue> = {};
  const fields = given.filter(([field]) => field !== "at" && field !== "subject" && !isKind(field));
  for (const [field, value] of fields) {
    const read = readValue(program, field, value, terms);
    if (read.ok) values[field.slice(PREFIX.length)] = read.value;
    else faults.push(read.error);
  }
  if (fields.length === 0 && faults.length === 0) faults.push(fault("(record)", "values", "has no attribute"));
  return values;
}

function isKind(field: string): field is Identifier["kind"] {
  return IDENTIFIER_KINDS.some((kind) => kind === field);
}

function readNamed(given: readonly (readonly [string, unknown])[], faults: RecordFault[]): Named | null {
  const names = given.filter(([field]) => field === "subject" || isKind(field));
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

function readAt(value: unknown, { at, now }: ImportTerms, faults: RecordFault[]): Instant | null {
  const read = isGiven(value) ? Date.parse(typeof value === "string" ? value : "") : at;
  if (read !== null && read <= now) return read;
  faults.push(fault("at", "date-time", "must be an RFC 3339 date and time that is not in the future"));
  return null;
}

function readValue(program: LiveProgram, field: string, value: unknown, terms: ImportTerms): Result<FacetValue, RecordFault> {
  const index = field.startsWith(PREFIX) ? program.attributeIndex.get(field.slice(PREFIX.length)) : undefined;
  const attribute = index === undefined ? undefined : program.attributes[index];
  if (index === undefined || !attribute) return refuse(fault(field, "declared", "is not an attribute of this program"));
  if (program.computedOf.has(index)) return refuse(fault(field, "computed", "is computed from events"));
  if (attribute.source === "request" || !terms.sources.includes(attribute.source))
    return refuse(fault(field, "source", `is ${attribute.source}, which this import does not say it holds`));
  const read = typed(attribute.type, value);
  return read === null ? refuse(fault(field, "type", `must be a ${attribute.type}`)) : ok(read);
}

/** The value as its type; a file of text writes numbers and `true` or `false` out, and lists as JSON. */
function typed(type: CompiledAttribute["type"], value: unknown): FacetValue | null {
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

/**
 * The values of a record that may be kept under a permit: each by one of its attribute's purposes that is allowed now, a
 * sensitive one only by the person's own yes, and not past its time. Faults name the others.
 */
export function admitRecord(
  program: LiveProgram,
  { at, values }: ImportRecord,
  permit: Pick<Permit, "mask" | "explicit">,
  now: Instant,
): { readonly kept: AttributeValues; readonly faults: readonly RecordFault[] } {
  const kept: Record<string, AttributeValue> = {};
  const faults: RecordFault[] = [];
  for (const [key, value] of Object.entries(values)) {
    const attribute = program.attributes[program.attributeIndex.get(key) ?? -1];
    if (!attribute || attribute.source === "request") continue;
    const usable = usableFor(program, permit, attribute.source) & (attribute.sensitivity === "sensitive" ? permit.explicit : ~0);
    const allowed = attribute.purposes & usable;
    const expires = expiryOf(program, attribute, at, allowed);
    const purposes = program.compiled.purposes.flatMap((purpose, index) => ((allowed & (1 << index)) === 0 ? [] : [purpose.key]));
    if (allowed === 0) faults.push(fault(PREFIX + key, "no-consent", "is kept for no purpose that is allowed for this person"));
    else if (expires <= now) faults.push(fault(PREFIX + key, "expired", "is past the time it may be kept"));
    else kept[key] = { value, source: attribute.source, at, origin: "import", purposes: purposes.toSorted(), expires };
  }
  return { kept, faults };
}

/** A profile with what a record brings; the same object where it brings nothing that holds. */
export function withImported(before: AttributeValues, kept: AttributeValues): AttributeValues {
  const changed = Object.entries(kept).filter(([key, value]) => {
    const held = before[key];
    return (
      !held || (laterValue(held, value) === value && JSON.stringify([held.value, held.at]) !== JSON.stringify([value.value, value.at]))
    );
  });
  return changed.length === 0 ? before : { ...before, ...Object.fromEntries(changed) };
}

function fault(field: string, rule: string, detail: string): RecordFault {
  return { field, rule, detail };
}
