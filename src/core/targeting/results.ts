import type { CompiledExperience } from "../program/compiled-experience.ts";
import type { CompiledGoal } from "../program/compiled-experiment.ts";
import type { LiveProgram } from "../program/live.ts";
import { posteriorOf } from "./statistics/bayesian.ts";
import { adjust } from "./statistics/cuped.ts";
import { effectOf, type NoEffect } from "./statistics/effect.ts";
import { sequentialTest, tTest } from "./statistics/frequentist.ts";
import { momentsOf, type Moments } from "./statistics/sample.ts";
import { sampleRatio } from "./statistics/sample-ratio.ts";
import { NO_SUMS, REASSIGNED, UNITS, type SumCell, type Sums } from "./trial-sums.ts";

/** Where the confidence sequence is narrowest, in units. */
const TUNED = 5_000;
/** Results of fewer units than this are not told: few people could be told apart. */
export const FEWEST = 10;
const MISMATCH_BELOW = 0.001;

export interface Compared {
  /** Relative to the control, as a share of it. */
  readonly effect: number;
  readonly tTest: Tested;
  /** Valid however often it is looked at. */
  readonly sequential: Tested;
  readonly bayesian: { readonly chanceToWin: number; readonly interval: readonly [number, number] };
}

interface Tested {
  readonly pValue: number;
  readonly interval: readonly [number, number];
}

export interface GoalResult {
  readonly variant: string;
  readonly units: number | null;
  readonly mean: number | null;
  /** Against the first variant, and the same with what was to be expected from before taken out; or why there is none. */
  readonly compared: Compared | NoEffect | "control";
  readonly adjusted: Compared | NoEffect | "control";
}

export interface SampleRatio {
  readonly pValue: number | null;
  readonly mismatch: boolean;
}

export interface Results {
  readonly experience: string;
  readonly control: string;
  /** A number of fewer than ten units is null, here and below. */
  readonly variants: readonly { readonly variant: string; readonly units: number | null; readonly reassigned: number | null }[];
  /** How likely units would be spread like this, had the weights been followed; null where weights change by themselves, or units are few. */
  readonly sampleRatio: SampleRatio | null;
  readonly goals: readonly { readonly goal: string; readonly kind: "proportion" | "mean"; readonly results: readonly GoalResult[] }[];
}

/** What an experiment came to, from its sums; `alpha` is the error allowed, as a share. */
export function resultsOf(program: LiveProgram, experience: CompiledExperience, cells: readonly SumCell[], alpha: number): Results {
  const at = (variant: string, goal: string): Sums => cells.find((cell) => cell.variant === variant && cell.goal === goal) ?? NO_SUMS;
  const units = experience.variants.map(({ key }) => at(key, UNITS).n);
  const goals = experience.goals.flatMap((index) => program.compiled.goals[index] ?? []);
  return {
    experience: experience.key,
    control: experience.variants[0]?.key ?? "",
    variants: experience.variants.map(({ key }, index) => ({
      variant: key,
      units: told(units[index] ?? 0),
      reassigned: told(at(key, REASSIGNED).n),
    })),
    sampleRatio: experience.draw?.bandit ? null : ratioOf(units, experience.draw?.weights ?? []),
    goals: goals.map((goal) => ({
      goal: goal.key,
      kind: kindOf(goal),
      results: goalResults(
        goal,
        experience.variants.map(({ key }) => ({ variant: key, sums: at(key, goal.key) })),
        alpha,
      ),
    })),
  };
}

/** A number that tells of ten or more; else null. */
export function told(count: number): number | null {
  return count < FEWEST ? null : count;
}

/** Without the number where it would give away how few are in one of them; null where there are few in all. */
export function ratioOf(units: readonly number[], weights: readonly number[]): SampleRatio | null {
  if (units.reduce((sum, count) => sum + count, 0) < FEWEST) return null;
  const pValue = sampleRatio(units, weights);
  return { pValue: Math.min(...units) < FEWEST ? null : pValue, mismatch: pValue < MISMATCH_BELOW };
}

function kindOf(goal: CompiledGoal): "proportion" | "mean" {
  return goal.value === null ? "proportion" : "mean";
}

function goalResults(
  goal: CompiledGoal,
  samples: readonly { readonly variant: string; readonly sums: Sums }[],
  alpha: number,
): readonly GoalResult[] {
  const control = samples[0]?.sums ?? NO_SUMS;
  return samples.map(({ variant, sums }, index) => {
    if (sums.n < FEWEST) return { variant, units: null, mean: null, compared: "too-few", adjusted: "too-few" };
    const { n, mean } = momentsOf(sums, kindOf(goal));
    if (index === 0) return { variant, units: n, mean, compared: "control", adjusted: "control" };
    if (control.n < FEWEST) return { variant, units: n, mean, compared: "too-few", adjusted: "too-few" };
    const compared = compare(momentsOf(control, kindOf(goal)), momentsOf(sums, kindOf(goal)), alpha);
    return { variant, units: n, mean, compared, adjusted: compare(...adjust(control, sums), alpha) };
  });
}

/** What a sample comes to over the control; refused while there is nothing to compare. */
export function compare(control: Moments, variant: Moments, alpha: number): Compared | NoEffect {
  const effect = effectOf(control, variant, "relative");
  if (!effect.ok) return effect.error;
  const { chanceToWin, interval } = posteriorOf(effect.value, null, alpha);
  return {
    effect: effect.value.estimate,
    tTest: tTest(effect.value, alpha),
    sequential: sequentialTest(effect.value, alpha, TUNED),
    bayesian: { chanceToWin, interval },
  };
}
