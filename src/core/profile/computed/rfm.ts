import { addDay, daysIn, mergeDays, writeDays } from "./days.ts";
import { dayNumber, fromMillionths, toMillionths, type Kind } from "./state.ts";

interface Settings {
  /** Days looked back. */
  readonly days: number;
  /** Four limits each, rising: days since the last, how often, how much. */
  readonly recency: readonly number[];
  readonly frequency: readonly number[];
  readonly monetary: readonly number[];
}

/** Recency, frequency and money as three digits from 1 to 5, such as `541`; `111` when nothing is left in the window (Hughes, RFM). */
export const RFM: Kind<Settings> = {
  add: ({ days }, state, { at, value }) => writeDays(addDay(daysIn(state), dayNumber(at), toMillionths(value), days)),
  merge: ({ days }, a, b) => writeDays(mergeDays(daysIn(a), daysIn(b), days)),
  read: ({ days, recency, frequency, monetary }, state, now) => {
    const today = dayNumber(now);
    const within = daysIn(state).filter(([day]) => day > today - days && day <= today);
    if (within.length === 0) return "111";
    const since = today - Math.max(...within.map(([day]) => day));
    const count = within.reduce((total, [, times]) => total + times, 0);
    const money = fromMillionths(within.reduce((total, [, , sum]) => total + sum, 0));
    return `${5 - stepsPassed(recency, since)}${1 + stepsPassed(frequency, count)}${1 + stepsPassed(monetary, money)}`;
  },
};

function stepsPassed(limits: readonly number[], value: number): number {
  return limits.filter((limit) => value > limit).length;
}
