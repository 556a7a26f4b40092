import type { FacetState } from "../../consent/pass.ts";
import { listIn, numberIn, type Kind, type Sample } from "./state.ts";

type IsNearer = (at: number, known: number) => boolean;
const isLater: IsNearer = (at, known) => at > known;
const isEarlier: IsNearer = (at, known) => at < known;

/** The value of the latest event, by the event's own time. */
export const LAST: Kind<unknown> = kindOf(isLater);

/** The value of the earliest event. */
export const FIRST: Kind<unknown> = kindOf(isEarlier);

function kindOf(isNearer: IsNearer): Kind<unknown> {
  return {
    add: (_, state, { at, value }: Sample) => (value === undefined ? (state ?? []) : nearer(state ?? [], [at, value], isNearer)),
    merge: (_, a, b) => nearer(a, b, isNearer),
    read: (_, state) => valueIn(state),
  };
}

/** Of two at the same instant the greater text wins, so that it is the same one everywhere. */
function nearer(a: FacetState, b: FacetState, isNearer: IsNearer): FacetState {
  const [atA, valueA] = listIn(a);
  const [atB, valueB] = listIn(b);
  if (valueA === undefined || valueB === undefined) return valueA === undefined ? b : a;
  const [timeA, timeB] = [numberIn(atA), numberIn(atB)];
  return isNearer(timeB, timeA) || (timeA === timeB && String(valueB) > String(valueA)) ? b : a;
}

function valueIn(state: FacetState): string | number | boolean | undefined {
  const value = listIn(state)[1];
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : undefined;
}
