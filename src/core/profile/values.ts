import type { FacetState } from "../consent/pass.ts";
import type { Instant } from "../kernel/instant.ts";
import type { LiveProgram } from "../program/live.ts";
import { mergeStates } from "./computed/computed.ts";

/** A profile value with where it comes from and when. */
export interface AttributeValue {
  /** The value; of a computed attribute the state it is read from. */
  readonly value: FacetState;
  readonly source: "volunteered" | "observed" | "inferred";
  /** Milliseconds since the epoch of the event or answer it rests on. */
  readonly at: Instant;
  readonly origin: "event" | "ask" | "import" | "partner";
  /** Who sent it, or any part of it; left out where the person did. */
  readonly from?: readonly string[];
  /** Purposes that were allowed when it was kept. */
  readonly purposes: readonly string[];
  /** Milliseconds since the epoch from which on it is read no more, and is purged. */
  readonly expires?: Instant;
  /** Set where the person corrected what was observed or worked out: nothing but another correction writes over it. */
  readonly corrected?: true;
}

export type AttributeValues = { readonly [attribute: string]: AttributeValue };

/** How near a value is to what the person themselves said. */
const NEARNESS = ["inferred", "observed", "volunteered"] as const;

/**
 * The values of several records of one person as one: computed attributes add up, of the others the latest value holds,
 * and at the same instant the one nearest to the person's own word. The records themselves stay as they are, so that
 * parting them again brings back each exactly.
 */
export function mergeValues(program: LiveProgram, records: readonly AttributeValues[]): AttributeValues {
  const merged: Record<string, AttributeValue> = {};
  for (const values of records) {
    for (const [key, value] of Object.entries(values)) {
      const known = merged[key];
      merged[key] = known ? mergeValue(program, key, known, value) : value;
    }
  }
  return merged;
}

function mergeValue(program: LiveProgram, key: string, a: AttributeValue, b: AttributeValue): AttributeValue {
  const newer = laterValue(a, b);
  const computed = program.computedOf.get(program.attributeIndex.get(key) ?? -1);
  if (!computed || newer.corrected) return newer;
  const value = { ...newer, ...sourcesOfBoth(a, b), purposes: purposesOfBoth(a, b), value: mergeStates(computed, a.value, b.value) };
  return a.expires === undefined || b.expires === undefined ? value : { ...value, expires: Math.max(a.expires, b.expires) };
}

/** What two parts of a value were kept for. */
export function purposesOfBoth(a: Pick<AttributeValue, "purposes">, b: Pick<AttributeValue, "purposes">): readonly string[] {
  return [...new Set([...a.purposes, ...b.purposes])].toSorted();
}

/** Who sent two parts of a value. */
export function sourcesOfBoth(a: Pick<AttributeValue, "from">, b: Pick<AttributeValue, "from">): Pick<AttributeValue, "from"> {
  const from = [...new Set([...(a.from ?? []), ...(b.from ?? [])])].toSorted();
  return from.length === 0 ? {} : { from };
}

/** Of two values of a plain attribute the one that holds: a corrected one, the later, or at the same instant the one nearest to the person's word. */
export function laterValue(a: AttributeValue, b: AttributeValue): AttributeValue {
  return isNewer(b, a) ? b : a;
}

function isNewer(a: AttributeValue, b: AttributeValue): boolean {
  if (a.corrected !== b.corrected) return a.corrected === true;
  if (a.at !== b.at) return a.at > b.at;
  const nearness = NEARNESS.indexOf(a.source) - NEARNESS.indexOf(b.source);
  return nearness === 0 ? JSON.stringify(a.value) > JSON.stringify(b.value) : nearness > 0;
}
