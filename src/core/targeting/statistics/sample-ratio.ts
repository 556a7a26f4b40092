import { chiSquaredAbove } from "./distributions.ts";

/**
 * Sample ratio mismatch: how likely units would be spread over the variants as they are, if the weights had been followed
 * (chi-squared, k − 1 degrees of freedom). Below 0.001 something is wrong with the assignment, and no result is to be trusted.
 */
export function sampleRatio(units: readonly number[], weights: readonly number[]): number {
  const total = units.reduce((sum, count) => sum + count, 0);
  const weight = weights.reduce((sum, share) => sum + Math.max(0, share), 0);
  if (total === 0 || weight === 0) return 1;
  let distance = 0;
  for (const [at, count] of units.entries()) {
    const expected = (Math.max(0, weights[at] ?? 0) / weight) * total;
    if (expected > 0) distance += (count - expected) ** 2 / expected;
    else if (count > 0) return 0;
  }
  const freedom = weights.filter((share) => share > 0).length - 1;
  return freedom < 1 ? 1 : chiSquaredAbove(distance, freedom);
}
