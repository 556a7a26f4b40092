import type { Moments } from "./sample.ts";

/** A goal, and what the same units came to before the experiment began: sums over units of y, x, their squares and product. */
export interface PairedSample {
  readonly n: number;
  readonly sum: number;
  readonly sumSquares: number;
  readonly before: number;
  readonly beforeSquares: number;
  readonly product: number;
}

/**
 * Takes out of a goal what was to be expected from before (CUPED: Deng, Xu, Kohavi and Walker, WSDM 2013), with one
 * coefficient for both samples, so that the difference stays unbiased and its variance falls by what the two share.
 */
export function adjust(control: PairedSample, variant: PairedSample): readonly [Moments, Moments] {
  const spread = covariance(control, "beforeSquares") + covariance(variant, "beforeSquares");
  const theta = spread > 0 ? (covariance(control, "product") + covariance(variant, "product")) / spread : 0;
  const expected = (control.before + variant.before) / (control.n + variant.n);
  return [adjusted(control, theta, expected), adjusted(variant, theta, expected)];
}

function adjusted(sample: PairedSample, theta: number, expected: number): Moments {
  const { n, sum, before } = sample;
  const freedom = n - 1;
  const [own, past, both] = [covariance(sample, "sumSquares"), covariance(sample, "beforeSquares"), covariance(sample, "product")];
  return {
    n,
    mean: sum / n - theta * (before / n - expected),
    variance: (own + theta ** 2 * past - 2 * theta * both) / freedom,
  };
}

/** Sum of products of deviations from the means. */
function covariance({ n, sum, before, ...sums }: PairedSample, of: "sumSquares" | "beforeSquares" | "product"): number {
  const [one, other] = { sumSquares: [sum, sum], beforeSquares: [before, before], product: [sum, before] }[of] as [number, number];
  return sums[of] - (one * other) / n;
}
