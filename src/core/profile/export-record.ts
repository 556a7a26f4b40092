import type { Permit } from "../consent/permit.ts";
import type { Instant } from "../kernel/instant.ts";
import type { LiveProgram } from "../program/live.ts";
import { usableFor } from "./ceiling.ts";
import { valuesOf } from "./facets.ts";
import { Gate } from "./gate.ts";
import type { StoredEvent } from "./purge.ts";
import type { AttributeValues } from "./values.ts";

/** Under what something leaves: the permit of its person, and the purpose (by index) that is asked for; null: any that is allowed. */
export interface Leaving {
  readonly permit: Permit;
  readonly sensitiveFree: boolean;
  readonly purpose: number | null;
}

export interface ExportedValue {
  readonly value: unknown;
  readonly source: string;
  readonly origin: string;
  /** RFC 3339. */
  readonly at: string;
  readonly expires: string | null;
  /** The purposes it may be used for now, of those that were asked for. */
  readonly purposes: readonly string[];
}

/** The values of a record that the gate lets through, by attribute; what the program does not declare stays. */
export function valuesLeaving(
  program: LiveProgram,
  { permit, sensitiveFree, purpose }: Leaving,
  held: AttributeValues,
  now: Instant,
): { readonly [attribute: string]: ExportedValue } {
  const states = Object.fromEntries(Object.entries(held).map(([key, { value }]) => [key, value]));
  const gate = new Gate(program, permit, valuesOf(program, states, now), sensitiveFree);
  const asked = program.compiled.purposes
    .map((item, index) => ({ key: item.key, index }))
    .filter(({ index }) => (purpose ?? index) === index);
  const left: Record<string, ExportedValue> = {};
  for (const [key, { source, origin, at, expires }] of Object.entries(held)) {
    const attribute = program.attributeIndex.get(key) ?? -1;
    const seen = asked.filter(({ index }) => (gate.view(index)?.read(attribute) ?? null) !== null);
    const [first] = seen;
    if (!first) continue;
    const value = gate.view(first.index)?.read(attribute);
    const until = expires === undefined ? null : new Date(expires).toISOString();
    left[key] = { value, source, origin, at: new Date(at).toISOString(), expires: until, purposes: seen.map((item) => item.key) };
  }
  return left;
}

/** The fields of an event that may leave: those its definition keeps, for a purpose that is allowed; null where none is, or it is past its time. */
export function fieldsLeaving(
  program: LiveProgram,
  { permit, purpose }: Leaving,
  event: StoredEvent,
  now: Instant,
): StoredEvent["fields"] | null {
  const definition = program.events.get(event.name);
  const asked = purpose === null ? ~0 : 1 << purpose;
  if (!definition || event.expires <= now || (definition.purposes & usableFor(program, permit, "observed") & asked) === 0) return null;
  return Object.fromEntries(
    Object.keys(definition.fields).flatMap((field) => (field in event.fields ? [[field, event.fields[field]]] : [])),
  );
}
