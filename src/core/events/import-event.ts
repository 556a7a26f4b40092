import type { FacetValue } from "../consent/pass.ts";
import type { Permit } from "../consent/permit.ts";
import { ok, refuse, type Result } from "../kernel/result.ts";
import { fault, isGiven, isName, readAt, readNamed, typed, type Given, type Named, type RecordFault } from "../profile/record-fields.ts";
import type { CompiledEvent } from "../program/compiled.ts";
import type { LiveProgram } from "../program/live.ts";
import { admit } from "./admit.ts";
import { keptEvents, type AdmittedEvent } from "./fold.ts";

/** What a record of a file says somebody did. */
export interface ImportEvent {
  readonly named: Named;
  readonly event: AdmittedEvent;
}

const PREFIX = "fields.";
const MOST_ID = 100;
const MOST_TEXT = 200;

/**
 * Reads a record of flat fields: whom it is about, `id` (which makes it count once), `event`, `at` (RFC 3339), `fields.KEY`.
 * Refuses an event or field that is not declared, another type than declared, and what is of the future.
 */
export function readImportEvent(
  program: LiveProgram,
  record: { readonly [field: string]: unknown },
  terms: { readonly at: number | null; readonly now: number },
): Result<ImportEvent, readonly RecordFault[]> {
  const faults: RecordFault[] = [];
  const given = Object.entries(record).filter(([, value]) => isGiven(value));
  const named = readNamed(given, faults);
  const at = readAt(record["at"], terms, faults);
  const id = textAt(record, "id", MOST_ID, faults);
  const name = textAt(record, "event", MOST_TEXT, faults);
  const fields = readFields(program, name, given, faults);
  return faults.length > 0 || !named || at === null ? refuse(faults) : ok({ named, event: { id, name, at, fields } });
}

function textAt(record: { readonly [field: string]: unknown }, field: string, most: number, faults: RecordFault[]): string {
  const value = record[field];
  if (typeof value === "string" && value.length > 0 && value.length <= most) return value;
  faults.push(fault(field, "length", `must have 1 to ${most} characters`));
  return "";
}

const OWN = new Set(["at", "id", "event"]);

function readFields(program: LiveProgram, name: string, given: Given, faults: RecordFault[]): AdmittedEvent["fields"] {
  const definition = program.events.get(name);
  if (!definition) {
    if (name !== "") faults.push(fault("event", "declared", "is not an event of this program"));
    return {};
  }
  const fields: Record<string, FacetValue> = {};
  for (const [field, value] of given.filter(([key]) => !OWN.has(key) && !isName(key))) {
    const read = readField(definition, field, value);
    if (read.ok) fields[field.slice(PREFIX.length)] = read.value;
    else faults.push(read.error);
  }
  return fields;
}

function readField({ fields }: CompiledEvent, field: string, value: unknown): Result<FacetValue, RecordFault> {
  const key = field.startsWith(PREFIX) ? field.slice(PREFIX.length) : "";
  const type = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (type === undefined) return refuse(fault(field, "declared", "is not a field of this event"));
  const read = typed(type, value);
  const isTooLong = typeof read === "string" && read.length > MOST_TEXT;
  return read === null || isTooLong ? refuse(fault(field, "type", `must be a ${type}`)) : ok(read);
}

/** Why an event may not be kept under a permit; null where it may. */
export function eventFault(program: LiveProgram, { event }: ImportEvent, permit: Permit, now: number): RecordFault | null {
  const said = { type: "track", ...event, user: null, device: null, previous: null, categories: null } as const;
  const admitted = admit(program, permit, said);
  if (!admitted.ok) return fault("event", admitted.error, "is kept for no purpose that is allowed for this person");
  const isKept = keptEvents(program, [admitted.value], permit, now).length > 0;
  return isKept ? null : fault("at", "expired", "is past the time it may be kept");
}
