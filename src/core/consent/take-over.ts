import type { CompiledProgram } from "../program/compiled.ts";
import type { Signals } from "./signals/signals.ts";
import { saidOf, type ConsentState } from "./state.ts";

/**
 * What is taken over of choices made in another system: only what the person has not spoken of here, and no yes that a
 * signal stops or a known minor cannot give. So taking over never widens what was said, and happens once.
 */
export function takenOver(
  decisions: { readonly [purpose: string]: boolean },
  program: Pick<CompiledProgram, "purposes">,
  known: readonly ConsentState[],
  signals: Signals,
): { readonly [purpose: string]: boolean } {
  const mayGrant = known.every((state) => state.age !== "minor" && !state.restricted);
  return Object.fromEntries(
    Object.entries(decisions).filter(([key, yes]) => {
      if (known.some((state) => saidOf(state, key) !== null)) return false;
      const purpose = program.purposes.find((item) => item.key === key);
      return !yes || (mayGrant && purpose !== undefined && signals.refused[purpose.class] === undefined);
    }),
  );
}
