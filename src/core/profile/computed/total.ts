import { fromMillionths, numberIn, toMillionths, type Kind } from "./state.ts";

/** How often it happened. */
export const COUNT: Kind<unknown> = {
  add: (_, state) => numberIn(state) + 1,
  merge: (_, a, b) => numberIn(a) + numberIn(b),
  read: (_, state) => numberIn(state),
};

/** How much it came to, exact to the millionth. */
export const SUM: Kind<unknown> = {
  add: (_, state, { value }) => numberIn(state) + toMillionths(value),
  merge: (_, a, b) => numberIn(a) + numberIn(b),
  read: (_, state) => fromMillionths(numberIn(state)),
};
