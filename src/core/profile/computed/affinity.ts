import type { FacetState } from "../../consent/pass.ts";
import type { Instant } from "../../kernel/instant.ts";
import { addDay, daysIn, mergeDays, writeDays, type Days } from "./days.ts";
import { dayNumber, listIn, type Kind } from "./state.ts";

interface Settings {
  /** Days after which an event weighs half. */
  readonly halfLife: number;
  readonly top: number;
  /** What a category must weigh to be named; one event of today weighs 1. */
  readonly least: number;
}

/** After ten half-lives an event weighs less than a thousandth. */
const HALF_LIVES = 10;
const MOST_CATEGORIES = 20;

/**
 * What somebody turns to, strongest first: each event weighs 2^(−days/half-life) (exponential decay). The events of each
 * day are kept as counts and weighed when they are read, so that the sum is exact and its order is no matter.
 */
export const AFFINITY: Kind<Settings> = {
  add: (settings, state, { at, value }) => {
    const held = categoriesIn(state);
    if (value === undefined) return write(held);
    const category = String(value);
    held.set(category, addDay(held.get(category) ?? [], dayNumber(at), 0, keptDays(settings)));
    return write(held);
  },
  merge: (settings, a, b) => {
    const held = categoriesIn(a);
    for (const [category, days] of categoriesIn(b)) held.set(category, mergeDays(held.get(category) ?? [], days, keptDays(settings)));
    return write(held);
  },
  read: ({ halfLife, top, least }, state, now) =>
    [...categoriesIn(state)]
      .map(([category, days]) => ({ category, weight: weightOf(days, halfLife, now) }))
      .filter(({ weight }) => weight >= least)
      .toSorted((a, b) => b.weight - a.weight || (a.category < b.category ? -1 : 1))
      .slice(0, top)
      .map(({ category }) => category),
};

function keptDays({ halfLife }: Settings): number {
  return Math.ceil(halfLife * HALF_LIVES);
}

/** What the events of these days weigh now. */
function weightOf(days: Days, halfLife: number, now: Instant): number {
  const today = dayNumber(now);
  return days.reduce((sum, [day, count]) => sum + count * 2 ** (-Math.max(0, today - day) / halfLife), 0);
}

function categoriesIn(state: FacetState | undefined): Map<string, Days> {
  return new Map(
    listIn(state).map((item) => {
      const [category, ...days] = listIn(item);
      return [String(category), daysIn(days)];
    }),
  );
}

/** The first in the alphabet are kept where there are too many: what is kept must not hang on the order of arrival. */
function write(categories: ReadonlyMap<string, Days>): FacetState {
  return [...categories]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MOST_CATEGORIES)
    .map(([category, days]) => [category, ...listIn(writeDays(days))]);
}
