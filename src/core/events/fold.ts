import type { FacetValue } from "../consent/pass.ts";
import type { Permit } from "../consent/permit.ts";
import type { Instant } from "../kernel/instant.ts";
import { usableFor } from "../profile/ceiling.ts";
import { addSample } from "../profile/computed/computed.ts";
import { expiryOf } from "../profile/retention.ts";
import { laterValue, purposesOfBoth, sourcesOfBoth, type AttributeValue, type AttributeValues } from "../profile/values.ts";
import type { CompiledComputed } from "../program/compiled-computed.ts";
import type { CompiledAttribute } from "../program/compiled.ts";
import type { LiveProgram } from "../program/live.ts";

/** An admitted event: only the fields its definition keeps. `id` makes it count once. */
export interface AdmittedEvent {
  readonly id: string;
  readonly name: string;
  readonly at: number;
  readonly fields: { readonly [field: string]: FacetValue };
  /** Who sent it; left out where the person did. */
  readonly source?: string;
}

/** The name of the event whose fields are attributes by themselves: what somebody says of themselves, or a server of them. */
const IDENTIFY = "identify";

/** An event with the instant it is purged at. */
export interface KeptEvent extends AdmittedEvent {
  readonly expires: Instant;
}

type Kept = Omit<AttributeValue, "value">;
type Allowed = Pick<Permit, "mask" | "explicit">;

/** Of these events those some purpose allowed now still keeps: one past its retention is not taken in, nor counted again. */
export function keptEvents(program: LiveProgram, events: readonly AdmittedEvent[], permit: Allowed, now: Instant): readonly KeptEvent[] {
  return events.flatMap((event) => {
    const expires = event.name === IDENTIFY ? traitsExpire(program, event, permit) : expiryOfEvent(program, event, permit);
    return expires > now ? [{ ...event, expires }] : [];
  });
}

function expiryOfEvent(program: LiveProgram, event: AdmittedEvent, permit: Allowed): Instant {
  const definition = program.events.get(event.name);
  return definition ? expiryOf(program, definition, event.at, usableFor(program, permit, "observed")) : 0;
}

/** What was told is as old as the last of it: until then the same message changes nothing. */
function traitsExpire(program: LiveProgram, event: AdmittedEvent, permit: Allowed): Instant {
  const expiries = Object.keys(event.fields).map((key) => {
    const attribute = program.attributes[program.attributeIndex.get(key) ?? -1];
    return attribute ? expiryOf(program, attribute, event.at, usableFor(program, permit, attribute.source)) : 0;
  });
  return Math.max(0, ...expiries);
}

/**
 * Folds one event into the attributes it feeds, of those that serve a purpose allowed now: an event kept for one purpose
 * never fills an attribute of another. The same function runs in the pass, at once, and in the queue consumer, for good;
 * everything it does commutes, so the order of arrival is no matter.
 */
export function foldEvent(program: LiveProgram, values: AttributeValues, event: AdmittedEvent, permit: Allowed): AttributeValues {
  const changed = event.name === IDENTIFY ? toldBy(program, values, event, permit) : computedFrom(program, values, event, permit);
  return { ...values, ...changed };
}

function computedFrom(program: LiveProgram, values: AttributeValues, event: AdmittedEvent, permit: Allowed): AttributeValues {
  const changed: Record<string, AttributeValue> = {};
  for (const computed of program.computedBy.get(event.name) ?? []) {
    const attribute = program.attributes[computed.attribute];
    if (!attribute || !concerns(computed, event)) continue;
    const before = changed[attribute.key] ?? values[attribute.key];
    if (before?.corrected) continue;
    const kept = keptNow(program, attribute, event, permit);
    if (kept) changed[attribute.key] = { ...asOne(before, kept), value: added(computed, before, event) };
  }
  return changed;
}

function concerns(computed: CompiledComputed, event: AdmittedEvent): boolean {
  return Object.entries(computed.where).every(([field, wanted]) => event.fields[field] === wanted);
}

/** What a value says of itself when an event gives it; null where none of the attribute's purposes is allowed. */
function keptNow(program: LiveProgram, attribute: CompiledAttribute, { at, source }: AdmittedEvent, permit: Allowed): Kept | null {
  const allowed = attribute.purposes & usableFor(program, permit, attribute.source);
  if (allowed === 0 || attribute.source === "request") return null;
  const purposes = program.compiled.purposes.filter((_, index) => (allowed & (1 << index)) !== 0).map(({ key }) => key);
  const expires = expiryOf(program, attribute, at, allowed);
  const from = source === undefined ? {} : { from: [source] };
  return { source: attribute.source, at, origin: "event", ...from, purposes: purposes.toSorted(), expires };
}

/** A value keeps the reasons and the time of each event it rests on. */
function asOne(before: AttributeValue | undefined, kept: Kept): Kept {
  if (!before) return kept;
  const [at, expires] = [Math.max(before.at, kept.at), Math.max(before.expires ?? 0, kept.expires ?? 0)];
  return { ...kept, ...sourcesOfBoth(before, kept), at, expires, purposes: purposesOfBoth(before, kept) };
}

function added(computed: CompiledComputed, before: AttributeValue | undefined, event: AdmittedEvent): AttributeValue["value"] {
  const value = "field" in computed.how && computed.how.field !== null ? event.fields[computed.how.field] : undefined;
  return addSample(computed, before?.value, { at: event.at, value: typeof value === "object" ? undefined : value });
}

/** Of what was said at different times the latest holds; an answer never undoes a later one, however late it arrives. */
function toldBy(program: LiveProgram, values: AttributeValues, event: AdmittedEvent, permit: Allowed): AttributeValues {
  const told: Record<string, AttributeValue> = {};
  for (const [key, value] of Object.entries(event.fields)) {
    const index = program.attributeIndex.get(key) ?? -1;
    const attribute = program.attributes[index];
    const kept = attribute && !program.computedOf.has(index) ? keptNow(program, attribute, event, permit) : null;
    const before = values[key];
    if (kept) told[key] = before ? laterValue(before, { ...kept, value }) : { ...kept, value };
  }
  return told;
}
