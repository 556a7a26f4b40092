import type { FacetState } from "../../consent/pass.ts";
import { dayNumber, listIn, numberIn, type Kind } from "./state.ts";

/** The values of the last so many days with today, each once, the latest first: what was looked at, what was bought. */
export const RECENT: Kind<{ readonly most: number; readonly days: number }> = {
  add: ({ most }, state, { at, value }) => (value === undefined ? (state ?? []) : latest([...timesIn(state), [String(value), at]], most)),
  merge: ({ most }, a, b) => latest([...timesIn(a), ...timesIn(b)], most),
  read: ({ days }, state, now) => {
    const first = dayNumber(now) - days;
    return timesIn(state)
      .filter(([, at]) => dayNumber(at) > first)
      .map(([value]) => value);
  },
};

type Times = readonly (readonly [value: string, at: number])[];

function timesIn(state: FacetState | undefined): Times {
  return listIn(state).map((item) => {
    const [value, at] = listIn(item);
    return [String(value), numberIn(at)];
  });
}

/** Of a value its latest time, of all values the latest `most`: it is no matter in which order they come together. */
function latest(times: Times, most: number): FacetState {
  const last = new Map<string, number>();
  for (const [value, at] of times) last.set(value, Math.max(at, last.get(value) ?? 0));
  return [...last].toSorted(([one, a], [other, b]) => b - a || (one < other ? -1 : 1)).slice(0, most);
}
