import { jStat } from "jstat";

/** P(Z ≤ z) of the standard normal distribution. */
export function normalCdf(z: number): number {
  return jStat.normal.cdf(z, 0, 1);
}

/** The z below which a share of the standard normal distribution lies. */
export function normalQuantile(share: number): number {
  return jStat.normal.inv(share, 0, 1);
}

/** P(T ≤ t) of Student's distribution. */
export function studentCdf(t: number, freedom: number): number {
  return jStat.studentt.cdf(t, freedom);
}

/** The t below which a share of Student's distribution lies. */
export function studentQuantile(share: number, freedom: number): number {
  return jStat.studentt.inv(share, freedom);
}

/** P(X > x) of the chi-squared distribution. */
export function chiSquaredAbove(x: number, freedom: number): number {
  return 1 - jStat.chisquare.cdf(x, freedom);
}
