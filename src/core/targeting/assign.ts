import type { CompiledContext, CompiledDraw } from "../program/compiled-experiment.ts";
import type { CompiledExperience } from "../program/compiled-experience.ts";
import type { LiveProgram } from "../program/live.ts";
import type { Sticky } from "./join.ts";
import { drawVariant, isHeldOut, OUTSIDE } from "./bucket.ts";

/** Which variant a unit gets: one it is assigned to, or one it falls back to and is not counted for; or what keeps it out. */
export type Assigned =
  | { readonly variant: number; readonly counted: boolean; readonly context?: string }
  | "holdout"
  | "excluded"
  | "no-unit";

const ONLY: Assigned = { variant: 0, counted: true };

/**
 * Assigns a unit. Whatever needs an assignment needs a unit: without one nobody is in an experiment, and what a holdout
 * covers stays hidden, so that losing the unit never shows more. A bandit's weights move, so it needs a unit that may stay
 * with what it saw (`sticky`; undefined: nothing may be remembered), and draws in the unit's `context` where it learns by one. What it depends on is the program, the unit, and what the unit stays with since it was shown it.
 */
export function assign(
  program: LiveProgram,
  experience: CompiledExperience,
  unit: string | null,
  now: number,
  sticky?: Sticky,
  context: CompiledContext | null = null,
): Assigned {
  const { draw, holdouts, fallback } = experience;
  const kept = holdouts.length === 0 ? null : keptOut(program, holdouts, unit);
  if (kept !== null) return kept;
  if (draw === null) return ONLY;
  if (unit === null || isAdrift(draw, sticky)) return fallenBack(fallback, null);
  const drawn = stuckTo(program, experience, draw, sticky) ?? drawVariant(drawnIn(draw, context), unit, now);
  if (drawn === OUTSIDE) return fallenBack(fallback, unit);
  return { variant: drawn, counted: true, ...(context && { context: context.key }) };
}

function keptOut({ compiled }: LiveProgram, holdouts: readonly number[], unit: string | null): "no-unit" | "holdout" | null {
  if (unit === null) return "no-unit";
  return holdouts.some((index) => compiled.holdouts[index] && isHeldOut(compiled.holdouts[index], unit)) ? "holdout" : null;
}

function drawnIn(draw: CompiledDraw, context: CompiledContext | null): CompiledDraw {
  return context === null ? draw : { ...draw, starts: context.starts, weights: context.weights };
}

/** True where weights move and the unit could not stay with what it saw. */
function isAdrift({ bandit }: CompiledDraw, sticky: Sticky | undefined): boolean {
  return bandit !== null && sticky === undefined;
}

function fallenBack(fallback: number | null, unit: string | null): Assigned {
  if (fallback !== null) return { variant: fallback, counted: false };
  return unit === null ? "no-unit" : "excluded";
}

/** The variant a unit stays with; outside where it stays in an experience that excludes this one; null where it is to be drawn. */
function stuckTo(program: LiveProgram, { key, variants }: CompiledExperience, draw: CompiledDraw, sticky?: Sticky): number | null {
  if (sticky === undefined) return null;
  const variant = variants.findIndex((item) => item.key === sticky[key]);
  if (variant >= 0) return variant;
  const isExcluded = draw.namespaces.some((own) =>
    Object.keys(sticky).some((other) => other !== key && isApart(program.experienceOf.get(other)?.draw, own)),
  );
  return isExcluded ? OUTSIDE : null;
}

function isApart(draw: CompiledDraw | null | undefined, own: CompiledDraw["namespaces"][number]): boolean {
  return draw?.namespaces.some(({ key, from, to }) => key === own.key && (to <= own.from || own.to <= from)) ?? false;
}
