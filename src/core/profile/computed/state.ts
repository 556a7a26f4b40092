import type { FacetState } from "../../consent/pass.ts";
import { DAY, type Instant } from "../../kernel/instant.ts";

/** What an event brings to a computed attribute. */
export interface Sample {
  readonly at: Instant;
  /** The field the attribute looks at; undefined where it only counts. */
  readonly value: string | number | boolean | undefined;
}

/**
 * How one kind of computed attribute adds up: `add` takes a sample in, `merge` brings two states together as if all events
 * had come to one, `read` says what it comes to at an instant. Every state is made of whole numbers and texts, and adding
 * commutes, so that neither the order of arrival nor the place where it is folded can make a difference.
 */
export interface Kind<Settings> {
  readonly add: (settings: Settings, state: FacetState | undefined, sample: Sample) => FacetState;
  readonly merge: (settings: Settings, a: FacetState, b: FacetState) => FacetState;
  readonly read: (settings: Settings, state: FacetState, now: Instant) => string | number | boolean | readonly string[] | undefined;
}

/** Money and measures are added up in millionths, as whole numbers: floating sums would depend on their order. */
const MILLION = 1_000_000;

export function toMillionths(value: Sample["value"]): number {
  return typeof value === "number" ? Math.round(value * MILLION) : 0;
}

export function fromMillionths(sum: number): number {
  return sum / MILLION;
}

/** The day of an instant, counted from 1970-01-01 in UTC. */
export function dayNumber(at: Instant): number {
  return Math.floor(at / DAY);
}

export function numberIn(state: FacetState | undefined): number {
  return typeof state === "number" ? state : 0;
}

export function listIn(state: FacetState | undefined): readonly FacetState[] {
  return Array.isArray(state) ? (state as readonly FacetState[]) : [];
}
