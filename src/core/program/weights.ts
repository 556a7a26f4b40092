import type { CompiledExperience } from "./compiled-experience.ts";
import type { CompiledProgram } from "./compiled.ts";
import type { CompiledContext, CompiledDraw } from "./compiled-experiment.ts";
import { inContext } from "./contexts.ts";

/** Raised when the shape of the snapshot changes. */
export const WEIGHTS_FORMAT = 1;

/** By experience (`key`, or `key@context` where it learns by contexts) and variant: the share of units a bandit draws, together 1. */
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
  return { ...compiled, experiences: compiled.experiences.map((experience) => drawnBy(experience, weights)) };
}

function drawnBy(experience: CompiledExperience, weights: Weights): CompiledExperience {
  const { key, draw, variants } = experience;
  if (!draw || draw.bandit === null) return experience;
  const known = (context?: string): Ranges | null => knownOf(variants, weights[inContext(key, context)]);
  const { by } = draw.bandit;
  const learned = by && { ...by, contexts: by.contexts.map((context) => ({ ...context, ...known(context.key) })) };
  return { ...experience, draw: { ...draw, ...known(), bandit: { ...draw.bandit, by: learned } } };
}

function knownOf(variants: CompiledExperience["variants"], known: VariantWeights | undefined): Ranges | null {
  const isOfThese = known && Object.keys(known).length === variants.length && variants.every(({ key }) => known[key] !== undefined);
  return isOfThese ? rangesOf(variants.map(({ key }) => known[key] ?? 0)) : null;
}

type Ranges = Pick<CompiledDraw, "starts" | "weights">;

/** Weights side by side in [0, 1). */
export function rangesOf(weights: readonly number[]): Ranges {
  return { weights, starts: weights.map((_, index) => weights.slice(0, index).reduce((sum, weight) => sum + weight, 0)) };
}

/** The weights these bandits draw by now, each in its context. */
export function weightsIn(
  experiences: readonly CompiledExperience[],
  contextOf: (experience: CompiledExperience) => CompiledContext | null,
): Weights {
  const own = experiences.map((experience) => {
    const context = contextOf(experience);
    const weights = (context ?? experience.draw)?.weights ?? [];
    const ofVariants = experience.variants.map((variant, index) => [variant.key, weights[index] ?? 0] as const);
    return [inContext(experience.key, context?.key), Object.fromEntries(ofVariants)] as const;
  });
  return Object.fromEntries(own);
}
