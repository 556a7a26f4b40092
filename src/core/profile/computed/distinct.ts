import type { FacetState } from "../../consent/pass.ts";
import { listIn, type Kind } from "./state.ts";

/** How many different values there were, up to `most`: of more the first in the alphabet are kept, whatever order they came in. */
export const DISTINCT: Kind<{ readonly most: number }> = {
  add: ({ most }, state, { value }) => firstOf([...valuesIn(state), ...(value === undefined ? [] : [String(value)])], most),
  merge: ({ most }, a, b) => firstOf([...valuesIn(a), ...valuesIn(b)], most),
  read: (_, state) => listIn(state).length,
};

function valuesIn(state: FacetState | undefined): readonly string[] {
  return listIn(state).map(String);
}

function firstOf(values: readonly string[], most: number): readonly string[] {
  return [...new Set(values)].toSorted((a, b) => (a < b ? -1 : 1)).slice(0, most);
}
