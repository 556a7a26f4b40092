import type { ConsentRecord } from "../consent/choose.ts";
import type { Instant } from "../kernel/instant.ts";
import type { LiveProgram } from "../program/live.ts";
import { expiryOf, type Retained } from "./retention.ts";
import type { AttributeValue, AttributeValues } from "./values.ts";

/** That what a subject gave for these purposes up to an instant is to be purged, where nothing else justifies it (GDPR art 17(1)(b)). */
export interface Purge {
  readonly at: Instant;
  /** Keys of the purposes that ended. */
  readonly purposes: readonly string[];
}

/** The purposes a record ends. Merging ends none: the records that are merged stay as they are, so that they can be parted. */
export function endedBy({ method, decisions }: ConsentRecord): readonly string[] {
  if (method === "merge" || method === "unmerge") return [];
  return Object.entries(decisions).flatMap(([purpose, record]) => (record.state === "granted" ? [] : [purpose]));
}

/**
 * The values that purges leave, of the purposes allowed now (bit i of `allowed`). What came after a purge stays, whatever
 * was allowed again; what came before stays only for the purposes that did not end, and no longer than those keep it.
 */
export function outlasting(
  program: LiveProgram,
  values: AttributeValues,
  purges: readonly Purge[],
  allowed: number,
  now: Instant,
): AttributeValues {
  if (purges.length === 0) return values;
  const left: Record<string, AttributeValue> = {};
  for (const [key, value] of Object.entries(values)) {
    const attribute = program.attributes[program.attributeIndex.get(key) ?? -1];
    const expires = attribute ? expiryAfter(program, attribute, value, purges, allowed) : value.expires;
    if (expires === undefined || expires > now) left[key] = expires === value.expires ? value : { ...value, expires: expires ?? now };
  }
  return left;
}

/** An event as it is stored. */
export interface StoredEvent {
  readonly id: string;
  readonly name: string;
  readonly at: Instant;
  readonly expires: Instant;
}

/** Of these events those that purges end, and those they end sooner than was written. */
export function endedEvents(
  program: LiveProgram,
  events: readonly StoredEvent[],
  purges: readonly Purge[],
  allowed: number,
  now: Instant,
): { readonly gone: readonly string[]; readonly sooner: readonly { readonly id: string; readonly expires: Instant }[] } {
  const changed = events.flatMap((event) => {
    const definition = program.events.get(event.name);
    const expires = definition ? (expiryAfter(program, definition, event, purges, allowed) ?? now) : event.expires;
    return expires < event.expires ? [{ id: event.id, expires }] : [];
  });
  return {
    gone: changed.filter(({ expires }) => expires <= now).map(({ id }) => id),
    sooner: changed.filter(({ expires }) => expires > now),
  };
}

function expiryAfter(
  program: LiveProgram,
  retained: Retained,
  held: { readonly at: Instant; readonly expires?: Instant },
  purges: readonly Purge[],
  allowed: number,
): Instant | undefined {
  const ended = purges
    .filter((purge) => held.at <= purge.at)
    .flatMap((purge) => purge.purposes)
    .reduce((mask, purpose) => mask | bitOf(program, purpose), 0);
  if ((retained.purposes & ended) === 0) return held.expires;
  return Math.min(held.expires ?? Infinity, expiryOf(program, retained, held.at, allowed & ~ended));
}

function bitOf(program: LiveProgram, purpose: string): number {
  const index = program.purposeIndex.get(purpose);
  return index === undefined ? 0 : 1 << index;
}
