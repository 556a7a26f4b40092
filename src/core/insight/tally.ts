import { RANKED_FORMAT, type Ranked } from "../program/recommended.ts";

/** Fewer people than this say nothing: what only they looked at, or looked at together, is not told to others. */
export const LEAST_PEOPLE = 3;
/** Of one person so many items count, the latest. */
export const MOST_OF_ONE = 20;
const MOST_TOGETHER = 24;
/** Past this many the rarest are let go while counting, down to half: what is left is about right, and bounded. */
const MOST_COUNTED = 80;

type Counts = { readonly [item: string]: number };

/** How many people looked at each item, and at which others besides. */
export interface Tally {
  readonly items: Counts;
  readonly together: { readonly [item: string]: Counts };
}

export const NO_TALLY: Tally = { items: {}, together: {} };

/** Adds what people looked at, of the items there are; each of somebody's items counts once. */
export function addPeople(tally: Tally, people: readonly (readonly string[])[], isItem: (key: string) => boolean): Tally {
  const items = new Map(Object.entries(tally.items));
  const together = new Map(Object.entries(tally.together).map(([key, counts]) => [key, new Map(Object.entries(counts))]));
  for (const person of people) {
    const seen = [...new Set(person)].filter(isItem).slice(0, MOST_OF_ONE);
    for (const item of seen) {
      items.set(item, (items.get(item) ?? 0) + 1);
      const others = together.get(item) ?? new Map<string, number>();
      together.set(item, others);
      for (const other of seen) if (other !== item) others.set(other, (others.get(other) ?? 0) + 1);
      if (others.size > MOST_COUNTED) together.set(item, new Map(mostFirst(others).slice(0, MOST_COUNTED / 2)));
    }
  }
  return {
    items: Object.fromEntries(items),
    together: Object.fromEntries([...together].map(([key, counts]) => [key, Object.fromEntries(counts)])),
  };
}

/** What a tally comes to: only orders, and no numbers. */
export function rankedOf({ items, together }: Tally): Omit<Ranked, "items"> {
  const order = (counts: Counts): readonly string[] =>
    mostFirst(new Map(Object.entries(counts)))
      .filter(([, count]) => count >= LEAST_PEOPLE)
      .map(([key]) => key);
  const others = Object.entries(together).map(([key, counts]) => [key, order(counts).slice(0, MOST_TOGETHER)] as const);
  return {
    format: RANKED_FORMAT,
    popular: order(items),
    together: Object.fromEntries(others.filter(([, keys]) => keys.length > 0)),
  };
}

function mostFirst(counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...counts].toSorted(([one, a], [other, b]) => b - a || (one < other ? -1 : 1));
}
