import type { CompiledExperience } from "./compiled-experience.ts";
import type { CompiledProgram } from "./compiled.ts";
import type { CompiledDraw } from "./compiled-experiment.ts";

/** Raised when the shape of the snapshot changes. */
export const WEIGHTS_FORMAT = 1;

/** By experience and variant: the share of units a bandit draws, all of an experience together 1. */
export type Weights = { readonly [experience: string]: VariantWeights };
export type VariantWeights = { readonly [variant: string]: number };

/** What bandits learned, as the edge holds it: immutable and named by its hash. */
export interface Weighed {
  readonly format: typeof WEIGHTS_FORMAT;
  readonly weights: Weights;
}

/** The experiences whose weights change by themselves. */
export function banditsOf({ experiences }: Pick<CompiledProgram, "experiences">): readonly CompiledExperience[] {
  return experiences.filter(({ draw }) => (draw?.bandit ?? null) !== null);
}

/** The program as it draws by these weights. What is not known of every variant of a bandit, and of nothing else, is left as it was. */
export function weighed(compiled: CompiledProgram, weights: Weights): CompiledProgram {
  if (banditsOf(compiled).length === 0) return compiled;
  return { ...compiled, experiences: compiled.experiences.map((experience) => drawnBy(experience, weights[experience.key])) };
}

function drawnBy(experience: CompiledExperience, known: VariantWeights | undefined): CompiledExperience {
  const { draw, variants } = experience;
  if (!draw || draw.bandit === null || !known) return experience;
  const isOfThese = Object.keys(known).length === variants.length && variants.every(({ key }) => known[key] !== undefined);
  return isOfThese ? { ...experience, draw: { ...draw, ...rangesOf(variants.map(({ key }) => known[key] ?? 0)) } } : experience;
}

/** Weights side by side in [0, 1). */
export function rangesOf(weights: readonly number[]): Pick<CompiledDraw, "starts" | "weights"> {
  return { weights, starts: weights.map((_, index) => weights.slice(0, index).reduce((sum, weight) => sum + weight, 0)) };
}

/** The weights these bandits draw by now. */
export function weightsIn(experiences: readonly CompiledExperience[]): Weights {
  const own = experiences.map(({ key, variants, draw }) => {
    return [key, Object.fromEntries(variants.map((variant, index) => [variant.key, draw?.weights[index] ?? 0]))] as const;
  });
  return Object.fromEntries(own);
}
