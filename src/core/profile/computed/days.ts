import type { FacetState } from "../../consent/pass.ts";
import { listIn, numberIn } from "./state.ts";

/** What fell on each day: how often, and how much in millionths. Days count from 1970-01-01 (UTC), newest first. */
export type Days = readonly (readonly [day: number, count: number, sum: number])[];

/** Reads days from a state, where each is written as its distance from the day before it in the list. */
export function daysIn(state: FacetState | undefined): Days {
  const flat = listIn(state).map(numberIn);
  const days: [number, number, number][] = [];
  let day = 0;
  for (let at = 0; at + 2 < flat.length; at += 3) {
    day = at === 0 ? (flat[0] ?? 0) : day - (flat[at] ?? 0);
    days.push([day, flat[at + 1] ?? 0, flat[at + 2] ?? 0]);
  }
  return days;
}

/** Writes days flat and by their distances: a pass has little room. */
export function writeDays(days: Days): FacetState {
  return days.flatMap(([day, count, sum], at) => [at === 0 ? day : (days[at - 1]?.[0] ?? 0) - day, count, sum]);
}

/**
 * Adds to a day. Days further back than `kept` from the newest one are let go; whether one arrives before or after the
 * newest, what is left is the same.
 */
export function addDay(days: Days, day: number, sum: number, kept: number): Days {
  return mergeDays(days, [[day, 1, sum]], kept);
}

/** Adds two lists of days up. */
export function mergeDays(a: Days, b: Days, kept: number): Days {
  const sums = new Map<number, readonly [count: number, sum: number]>();
  for (const [day, count, sum] of [...a, ...b]) {
    const [counted, summed] = sums.get(day) ?? [0, 0];
    sums.set(day, [counted + count, summed + sum]);
  }
  const newest = Math.max(...sums.keys());
  return [...sums]
    .filter(([day]) => day > newest - kept)
    .toSorted(([one], [other]) => other - one)
    .map(([day, [count, sum]]) => [day, count, sum] as const);
}
