import { addSample } from "../profile/computed/computed.ts";
import type { Instant } from "../kernel/instant.ts";
import { expiryOf } from "../profile/retention.ts";
import type { AttributeValue, AttributeValues } from "../profile/values.ts";
import type { CompiledAttribute, CompiledComputed } from "../program/compiled.ts";
import type { LiveProgram } from "../program/live.ts";

/** An admitted event: only the fields its definition keeps. `id` makes it count once. */
export interface AdmittedEvent {
  readonly id: string;
  readonly name: string;
  readonly at: number;
  readonly fields: { readonly [field: string]: string | number | boolean };
}

/** An event with the instant it is purged at. */
export interface KeptEvent extends AdmittedEvent {
  readonly expires: Instant;
}

/** Of these events those some purpose allowed now still keeps: one past its retention is not taken in, nor counted again. */
export function keptEvents(program: LiveProgram, events: readonly AdmittedEvent[], allowed: number, now: Instant): readonly KeptEvent[] {
  return events.flatMap((event) => {
    const definition = program.events.get(event.name);
    const expires = definition ? expiryOf(program, definition, event.at, allowed) : 0;
    return expires > now ? [{ ...event, expires }] : [];
  });
}

/**
 * Folds one event into the computed attributes it feeds, of those that serve a purpose allowed now (bit i of `allowed`
 * for purpose i): an event kept for one purpose never fills an attribute of another. The same function runs in the pass,
 * at once, and in the queue consumer, for good; every computation commutes, so the order of arrival is no matter.
 */
export function foldEvent(program: LiveProgram, values: AttributeValues, event: AdmittedEvent, allowed: number): AttributeValues {
  const changed: Record<string, AttributeValue> = {};
  for (const computed of program.computedBy.get(event.name) ?? []) {
    const attribute = program.attributes[computed.attribute];
    if (!attribute || (attribute.purposes & allowed) === 0 || !concerns(computed, event)) continue;
    const next = nextValue(computed, attribute, changed[attribute.key] ?? values[attribute.key], event, (at) =>
      expiryOf(program, attribute, at, allowed),
    );
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
  expiryAt: (at: Instant) => Instant,
): AttributeValue | null {
  if (attribute.source === "request") return null;
  const field = "field" in computed.how ? computed.how.field : null;
  const sample = { at: event.at, value: field === null ? undefined : event.fields[field] };
  const value = addSample(computed, before?.value, sample);
  const at = Math.max(before?.at ?? 0, event.at);
  return { value, source: attribute.source, at, origin: "event", expires: expiryAt(at) };
}
