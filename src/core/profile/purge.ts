import { sourceChoice, sourceIn } from "../consent/source-choice.ts";
import type { ConsentRecord } from "../consent/choose.ts";
import type { Permit } from "../consent/permit.ts";
import type { Instant } from "../kernel/instant.ts";
import type { LiveProgram } from "../program/live.ts";
import { usableFor } from "./ceiling.ts";
import { expiryOf, type Retained } from "./retention.ts";
import type { CompiledAttribute } from "../program/compiled.ts";
import type { AttributeValue, AttributeValues } from "./values.ts";

/** That what a subject gave for these purposes up to an instant is to be purged, where nothing else justifies it (GDPR art 17(1)(b)). */
export interface Purge {
  readonly at: Instant;
  /** Keys of the purposes that ended, and of the choices about sources that were disconnected. */
  readonly purposes: readonly string[];
}

/** The purposes a record ends. Merging ends none: the records that are merged stay as they are, so that they can be parted. */
export function endedBy({ method, decisions }: ConsentRecord): readonly string[] {
  if (method === "merge" || method === "unmerge") return [];
  return Object.entries(decisions).flatMap(([purpose, { state }]) => {
    const stays = state === "granted" || (state === "expired" && sourceIn(purpose) !== null);
    return stays ? [] : [purpose];
  });
}

type Allowed = Pick<Permit, "mask" | "explicit">;

/**
 * The values that purges leave, under what is allowed now. What came after a purge stays, whatever was allowed again; what
 * came before stays only for purposes it was kept for that did not end, and no longer than those keep it.
 */
export function outlasting(
  program: LiveProgram,
  values: AttributeValues,
  purges: readonly Purge[],
  permit: Allowed,
  now: Instant,
): AttributeValues {
  if (purges.length === 0) return values;
  const left: Record<string, AttributeValue> = {};
  for (const [key, value] of Object.entries(values)) {
    if (isOfEnded(purges, value.at, value.from ?? [])) continue;
    const ended = endedFor(program, purges, value.at);
    const attribute = program.attributes[program.attributeIndex.get(key) ?? -1];
    const keptFor = bitsOf(program, value.purposes);
    if (!attribute || (attribute.purposes & keptFor & ended) === 0) left[key] = value;
    else {
      const allowed = usableFor(program, permit, attribute.source) & keptFor & ~ended;
      const expires = Math.min(value.expires ?? Infinity, expiryOf(program, attribute, value.at, allowed));
      const purposes = value.purposes.filter((purpose) => (bitsOf(program, [purpose]) & ended) === 0);
      if (expires > now) left[key] = { ...value, purposes, expires };
    }
  }
  return left;
}

/** An event as it is stored. */
export interface StoredEvent {
  readonly id: string;
  readonly name: string;
  readonly at: Instant;
  readonly expires: Instant;
  readonly fields: { readonly [field: string]: unknown };
  /** Who sent it; empty or left out where the person did. */
  readonly source?: string;
}

/** Of these events those that purges end, and those they end sooner than was written. */
export function endedEvents(
  program: LiveProgram,
  events: readonly StoredEvent[],
  purges: readonly Purge[],
  permit: Allowed,
  now: Instant,
): { readonly gone: readonly string[]; readonly sooner: readonly { readonly id: string; readonly expires: Instant }[] } {
  const changed = events.flatMap((event) => {
    if (isOfEnded(purges, event.at, event.source ? [event.source] : [])) return [{ id: event.id, expires: Math.min(now, event.expires) }];
    const ended = endedFor(program, purges, event.at);
    const expiries = partsOf(program, event).flatMap((part) => {
      const allowed = usableFor(program, permit, part.source) & ~ended;
      return (part.purposes & ended) === 0 ? [] : [expiryOf(program, part, event.at, allowed)];
    });
    const expires = Math.min(event.expires, ...expiries);
    return expires < event.expires ? [{ id: event.id, expires }] : [];
  });
  return {
    gone: changed.filter(({ expires }) => expires <= now).map(({ id }) => id),
    sooner: changed.filter(({ expires }) => expires > now),
  };
}

/** What an event is made of: what its definition says, or without one the attributes it tells. It stays while all of them may. */
function partsOf(
  program: LiveProgram,
  { name, fields }: Pick<StoredEvent, "name" | "fields">,
): readonly (Retained & Pick<CompiledAttribute, "source">)[] {
  const definition = program.events.get(name);
  if (definition) return [{ purposes: definition.purposes, source: "observed" }];
  return Object.keys(fields).flatMap((key) => program.attributes[program.attributeIndex.get(key) ?? -1] ?? []);
}

/** The purposes, as bits, that an event may be kept for. */
export function purposesOfEvent(program: LiveProgram, event: Pick<StoredEvent, "name" | "fields">): number {
  return partsOf(program, event).reduce((mask, { purposes }) => mask | purposes, 0);
}

/** True for what rests on a source that was disconnected since. */
function isOfEnded(purges: readonly Purge[], at: Instant, sources: readonly string[]): boolean {
  return sources.some((source) => purges.some((purge) => at <= purge.at && purge.purposes.includes(sourceChoice(source))));
}

/** The purposes, as bits, that ended for what happened at an instant. */
function endedFor(program: LiveProgram, purges: readonly Purge[], at: Instant): number {
  return bitsOf(
    program,
    purges.filter((purge) => at <= purge.at).flatMap((purge) => purge.purposes),
  );
}

/** Purposes by their keys as bits. */
export function bitsOf(program: LiveProgram, purposes: readonly string[]): number {
  return purposes.reduce((mask, purpose) => {
    const index = program.purposeIndex.get(purpose);
    return index === undefined ? mask : mask | (1 << index);
  }, 0);
}
