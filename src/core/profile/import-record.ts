import type { FacetValue } from "../consent/pass.ts";
import type { Permit } from "../consent/permit.ts";
import type { Instant } from "../kernel/instant.ts";
import { ok, refuse, type Result } from "../kernel/result.ts";
import type { LiveProgram } from "../program/live.ts";
import { usableFor } from "./ceiling.ts";
import { fault, isGiven, isName, readAt, readNamed, typed, type Given, type Named, type RecordFault } from "./record-fields.ts";
import { expiryOf } from "./retention.ts";
import { laterValue, type AttributeValue, type AttributeValues } from "./values.ts";

/** What a record of a file says of one person. */
export interface ImportRecord {
  readonly named: Named;
  readonly at: Instant;
  readonly values: { readonly [attribute: string]: FacetValue };
  /** Who sent it, as the person is told. */
  readonly from: string;
}

export interface ImportTerms {
  /** What kinds of value the file holds; one of another source is refused. */
  readonly sources: readonly string[];
  /** When the values were so, where a record does not say; null: each has to. */
  readonly at: Instant | null;
  readonly now: Instant;
  readonly from: string;
}

const PREFIX = "attributes.";

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
  return faults.length > 0 || !named || at === null ? refuse(faults) : ok({ named, at, values, from: terms.from });
}

function readValues(program: LiveProgram, given: Given, terms: ImportTerms, faults: RecordFault[]): ImportRecord["values"] {
  const values: Record<string, FacetValue> = {};
  const fields = given.filter(([field]) => field !== "at" && !isName(field));
  for (const [field, value] of fields) {
    const read = readValue(program, field, value, terms);
    if (read.ok) values[field.slice(PREFIX.length)] = read.value;
    else faults.push(read.error);
  }
  if (fields.length === 0 && faults.length === 0) faults.push(fault("(record)", "values", "has no attribute"));
  return values;
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

/**
 * The values of a record that may be kept under a permit: each by one of its attribute's purposes that is allowed now, a
 * sensitive one only by the person's own yes, and not past its time. Faults name the others.
 */
export function admitRecord(
  program: LiveProgram,
  { at, values, from }: ImportRecord,
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
    else kept[key] = { value, source: attribute.source, at, origin: "import", from: [from], purposes: purposes.toSorted(), expires };
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
