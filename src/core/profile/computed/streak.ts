import type { FacetState } from "../../consent/pass.ts";
import { dayNumber, listIn, numberIn, type Kind } from "./state.ts";

/** Days kept of a streak; a longer one counts as this long. */
const LONGEST = 400;

/** On how many days in a row it happened, up to today; a day that is not over yet breaks nothing. */
export const STREAK: Kind<unknown> = {
  add: (_, state, { at }) => writeRuns([...daysOf(state), dayNumber(at)]),
  merge: (_, a, b) => writeRuns([...daysOf(a), ...daysOf(b)]),
  read: (_, state, now) => {
    const days = new Set(daysOf(state));
    const today = dayNumber(now);
    let day = days.has(today) ? today : today - 1;
    let length = 0;
    for (; days.has(day); day -= 1) length += 1;
    return length;
  },
};

/** Runs of days as [first day, length, first day, length …]: a pass has little room. */
function daysOf(state: FacetState | undefined): readonly number[] {
  const flat = listIn(state).map(numberIn);
  const days: number[] = [];
  for (let at = 0; at + 1 < flat.length; at += 2)
    for (let length = 0; length < (flat[at + 1] ?? 0); length++) days.push((flat[at] ?? 0) + length);
  return days;
}

function writeRuns(days: readonly number[]): FacetState {
  const ordered = [...new Set(days)].toSorted((a, b) => a - b);
  const newest = ordered.at(-1) ?? 0;
  const runs: number[] = [];
  for (const day of ordered.filter((known) => known > newest - LONGEST)) {
    const [first = Number.NaN, length = 0] = runs.slice(-2);
    if (first + length === day) runs[runs.length - 1] = length + 1;
    else runs.push(day, 1);
  }
  return runs;
}
