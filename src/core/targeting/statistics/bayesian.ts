import { normalCdf, normalQuantile } from "./distributions.ts";
import type { Effect } from "./effect.ts";

/** A normal prior on the relative effect; null where nothing is held true before. */
export interface Prior {
  readonly mean: number;
  readonly variance: number;
}

export interface Posterior {
  readonly estimate: number;
  /** Holds the effect with the probability 1 − alpha. */
  readonly interval: readonly [low: number, high: number];
  readonly chanceToWin: number;
}

/** What is to be believed of an effect after the samples: normal prior, normal likelihood, weighed by their precision. */
export function posteriorOf(effect: Effect, prior: Prior | null, alpha: number): Posterior {
  const { mean, variance } = prior ? update(effect, prior) : { mean: effect.estimate, variance: effect.variance };
  const deviation = Math.sqrt(variance);
  const width = normalQuantile(1 - alpha / 2) * deviation;
  return { estimate: mean, interval: [mean - width, mean + width], chanceToWin: normalCdf(mean / deviation) };
}

function update({ estimate, variance, base, difference }: Effect, prior: Prior): Prior {
  const scale = difference === "relative" ? 1 : Math.abs(base);
  const [held, found] = [1 / (prior.variance * scale ** 2), 1 / variance];
  return { mean: (prior.mean * scale * held + estimate * found) / (held + found), variance: 1 / (held + found) };
}
