import type { FacetState } from "../../consent/pass.ts";
import { listIn, numberIn, type Kind, type Sample } from "./state.ts";

/** The value of the latest event, by the event's own time. */
export const LAST: Kind<unknown> = {
  add: (_, state, sample) => pick(state, sample, (at, known) => at > known),
  read: (_, state) => valueIn(state),
};

/** The value of the earliest event. */
export const FIRST: Kind<unknown> = {
  add: (_, state, sample) => pick(state, sample, (at, known) => at < known),
  read: (_, state) => valueIn(state),
};

/** Of two at the same instant the greater text wins, so that it is the same one everywhere. */
function pick(state: FacetState | undefined, { at, value }: Sample, isNearer: (at: number, known: number) => boolean): FacetState {
  if (value === undefined) return state ?? [];
  const [known, held] = listIn(state);
  if (known === undefined || held === undefined) return [at, value];
  const knownAt = numberIn(known);
  return isNearer(at, knownAt) || (at === knownAt && String(value) > String(held)) ? [at, value] : [knownAt, held];
}

function valueIn(state: FacetState): string | number | boolean | undefined {
  const value = listIn(state)[1];
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : undefined;
}
