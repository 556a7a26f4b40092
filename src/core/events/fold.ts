import type { FacetValue } from "../consent/pass.ts";
import type { CompiledAttribute, CompiledComputed } from "../program/compiled.ts";
import type { LiveProgram } from "../program/live.ts";

/** An admitted event: only the fields its definition keeps. `id` makes it count once. */
export interface AdmittedEvent {
  readonly id: string;
  readonly name: string;
  readonly at: number;
  readonly fields: { readonly [field: string]: string | number | boolean };
}

/** A profile value with where it comes from and when. */
export interface AttributeValue {
  readonly value: FacetValue;
  readonly source: "volunteered" | "observed" | "inferred";
  /** Milliseconds since the epoch of the event or answer it rests on. */
  readonly at: number;
  readonly origin: "event" | "ask" | "import" | "partner";
}

export type AttributeValues = { readonly [attribute: string]: AttributeValue };

/**
 * Folds one event into the computed attributes it feeds, of those that serve a purpose allowed now (bit i of `allowed`
 * for purpose i): an event kept for one purpose never fills an attribute of another. The same function runs in the pass, at once, and in the queue
 * consumer, for good. Counting commutes, and `last` goes by the event's own time, so the order of arrival is no matter.
 */
export function foldEvent(program: LiveProgram, values: AttributeValues, event: AdmittedEvent, allowed: number): AttributeValues {
  const changed: Record<string, AttributeValue> = {};
  for (const computed of program.computedBy.get(event.name) ?? []) {
    const attribute = program.attributes[computed.attribute];
    if (!attribute || (attribute.purposes & allowed) === 0 || !concerns(computed, event)) continue;
    const next = nextValue(computed, attribute, changed[attribute.key] ?? values[attribute.key], event);
    if (next) changed[attribute.key] = next;
  }
  return { ...values, ...changed };
}

function concerns(computed: CompiledComputed, event: AdmittedEvent): boolean {
  return Object.entries(computed.where).every(([field, wanted]) => event.fields[field] === wanted);
}

function nextValue(
  computed: CompiledComputed,
  attribute: CompiledAttribute,
  before: AttributeValue | undefined,
  event: AdmittedEvent,
): AttributeValue | null {
  const value = computed.kind === "count" ? countOf(before) + 1 : lastOf(before, event, computed.field);
  if (value === undefined || attribute.source === "request") return null;
  return { value, source: attribute.source, at: Math.max(before?.at ?? 0, event.at), origin: "event" };
}

function countOf(before: AttributeValue | undefined): number {
  return typeof before?.value === "number" ? before.value : 0;
}

function lastOf(before: AttributeValue | undefined, event: AdmittedEvent, field: string | null): FacetValue | undefined {
  const value = field === null ? undefined : event.fields[field];
  if (before && before.at > event.at) return before.value;
  return value;
}
