import { studentCdf, studentQuantile } from "./distributions.ts";
import type { Effect } from "./effect.ts";

/** A p-value, and the interval that holds the true effect at the level 1 − alpha. */
export interface TestResult {
  readonly pValue: number;
  readonly interval: readonly [low: number, high: number];
}

/** Welch's two-sided t-test: valid when looked at once, at a time fixed before (Welch, Biometrika 34, 1947). */
export function tTest({ estimate, variance, freedom }: Effect, alpha: number): TestResult {
  const error = Math.sqrt(variance);
  const width = studentQuantile(1 - alpha / 2, freedom) * error;
  return { pValue: 2 * studentCdf(-Math.abs(estimate / error), freedom), interval: [estimate - width, estimate + width] };
}

/**
 * The same for looking at any time: an asymptotic confidence sequence (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas,
 * Annals of Statistics 52, 2024), narrowest where `tuned` units are in.
 */
export function sequentialTest({ estimate, variance, n }: Effect, alpha: number, tuned: number): TestResult {
  const level = -2 * Math.log(alpha);
  const rho = (level + Math.log(level + 1)) / tuned;
  const spread = variance * n;
  const grown = n * rho + 1;
  const width = Math.sqrt((spread * 2 * grown * Math.log(Math.sqrt(grown) / alpha)) / (n ** 2 * rho));
  const evidence = (rho * (estimate * n) ** 2) / (2 * grown * spread);
  return { pValue: Math.min(1, Math.sqrt(grown) * Math.exp(-evidence)), interval: [estimate - width, estimate + width] };
}
