/** What is kept of one variant and one goal: how many units, the sum of their values, and the sum of the squares. */
export interface Sample {
  readonly n: number;
  readonly sum: number;
  readonly sumSquares: number;
}

/** `proportion`: a unit reached the goal or did not. `mean`: it is worth something to each unit. */
export type GoalKind = "proportion" | "mean";

export interface Moments {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
}

/** Mean and variance of a sample; the variance of a proportion is p(1 − p), of a mean the unbiased one. */
export function momentsOf({ n, sum, sumSquares }: Sample, kind: GoalKind): Moments {
  const mean = n > 0 ? sum / n : 0;
  if (kind === "proportion") return { n, mean, variance: mean * (1 - mean) };
  return { n, mean, variance: n > 1 ? (sumSquares - (sum * sum) / n) / (n - 1) : 0 };
}
