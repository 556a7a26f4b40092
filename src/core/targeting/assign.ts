import type { CompiledExperience } from "../program/compiled.ts";
import type { LiveProgram } from "../program/live.ts";
import { drawVariant, isHeldOut, OUTSIDE } from "./bucket.ts";

/** Which variant a unit gets: one it is assigned to, or one it falls back to and is not counted for; or what keeps it out. */
export type Assigned = { readonly variant: number; readonly counted: boolean } | "holdout" | "excluded" | "no-unit";

const ONLY: Assigned = { variant: 0, counted: true };

/**
 * Assigns a unit. Whatever needs an assignment needs a unit: without one nobody is in an experiment, and what a holdout
 * covers stays hidden, so that losing the unit never shows more. What it depends on is the unit and the program alone.
 */
export function assign(program: LiveProgram, experience: CompiledExperience, unit: string | null, now: number): Assigned {
  const { draw, holdouts, fallback } = experience;
  for (const index of holdouts) {
    const holdout = program.compiled.holdouts[index];
    if (unit === null) return "no-unit";
    if (holdout && isHeldOut(holdout, unit)) return "holdout";
  }
  if (draw === null) return ONLY;
  const drawn = unit === null ? OUTSIDE : drawVariant(draw, unit, now);
  if (drawn !== OUTSIDE) return { variant: drawn, counted: true };
  if (fallback !== null) return { variant: fallback, counted: false };
  return unit === null ? "no-unit" : "excluded";
}
