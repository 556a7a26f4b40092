import { betaBelow, gammaAbove } from "./incomplete.ts";

/** Terms of Laplace's continued fraction that are enough from three deviations on. */
const FAR_TERMS = 80;

/** P(Z ≤ z) of the standard normal distribution: by its series about 0 (Marsaglia 2004), far out by Laplace's continued fraction. */
export function normalCdf(z: number): number {
  if (z > 0) return 1 - normalCdf(-z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z < -3) {
    let rest = 0;
    for (let term = FAR_TERMS; term > 0; term--) rest = term / (rest - z);
    return density / (rest - z);
  }
  let [sum, term, before] = [z, z, Number.NaN];
  for (let odd = 3; sum !== before; odd += 2) {
    before = sum;
    sum += term *= (z * z) / odd;
  }
  return 0.5 + density * sum;
}

/** The z below which a share of the standard normal distribution lies. */
export function normalQuantile(share: number): number {
  return quantile(normalCdf, share);
}

/** P(T ≤ t) of Student's distribution. */
export function studentCdf(t: number, freedom: number): number {
  const above = betaBelow(freedom / (freedom + t * t), freedom / 2, 0.5) / 2;
  return t > 0 ? 1 - above : above;
}

/** The t below which a share of Student's distribution lies. */
export function studentQuantile(share: number, freedom: number): number {
  return quantile((t) => studentCdf(t, freedom), share);
}

/** P(X > x) of the chi-squared distribution. */
export function chiSquaredAbove(x: number, freedom: number): number {
  return gammaAbove(freedom / 2, x / 2);
}

const MOST_HALVINGS = 200;

/** Where a distribution that is symmetric about 0 reaches a share: by halving, in the lower half, where a double tells shares apart best. */
function quantile(cdf: (x: number) => number, share: number): number {
  if (share > 0.5) return -quantile(cdf, 1 - share);
  if (share <= 0) return -Infinity;
  let [low, high] = [-1, 0];
  while (cdf(low) > share) low *= 2;
  for (let step = 0; step < MOST_HALVINGS; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (cdf(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
