import { addDay, daysIn, mergeDays, writeDays } from "./days.ts";
import { dayNumber, fromMillionths, toMillionths, type Kind } from "./state.ts";

/** How often it happened, or how much it came to, in the last so many days with today. */
export const WINDOW: Kind<{ readonly days: number; readonly field: string | null }> = {
  add: ({ days }, state, { at, value }) => writeDays(addDay(daysIn(state), dayNumber(at), toMillionths(value), days)),
  merge: ({ days }, a, b) => writeDays(mergeDays(daysIn(a), daysIn(b), days)),
  read: ({ days, field }, state, now) => {
    const today = dayNumber(now);
    const within = daysIn(state).filter(([day]) => day > today - days && day <= today);
    return field === null
      ? within.reduce((total, [, count]) => total + count, 0)
      : fromMillionths(within.reduce((total, [, , sum]) => total + sum, 0));
  },
};
