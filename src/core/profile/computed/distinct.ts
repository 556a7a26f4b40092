import { listIn, type Kind } from "./state.ts";

/** How many different values there were, up to `most`: of more the first in the alphabet are kept, whatever order they came in. */
export const DISTINCT: Kind<{ readonly most: number }> = {
  add: ({ most }, state, { value }) => {
    const known = listIn(state).map(String);
    return value === undefined ? known : [...new Set([...known, String(value)])].toSorted((a, b) => (a < b ? -1 : 1)).slice(0, most);
  },
  read: (_, state) => listIn(state).length,
};
