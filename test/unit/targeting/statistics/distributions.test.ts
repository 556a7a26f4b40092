import fc from "fast-check";
import { jStat } from "jstat";
import { expect, it } from "vitest";
import {
  chiSquaredAbove,
  normalCdf,
  normalQuantile,
  studentCdf,
  studentQuantile,
} from "../../../../src/core/targeting/statistics/distributions.ts";

const numbers = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const shares = numbers(0.0005, 0.9995);
const freedoms = numbers(1, 5_000);
/** jStat's continued fraction stops at steps of 3e-7: near 0 its Student is no more exact than this. */
const ITS_OWN = 1e-6;
const near = (value: number, expected: number, within = 1e-9): boolean => Math.abs(value - expected) < within;

it("the distributions are those of jStat, which is too large to go to the edge", () => {
  fc.assert(fc.property(numbers(-8, 8), (z) => near(normalCdf(z), jStat.normal.cdf(z, 0, 1))));
  fc.assert(fc.property(numbers(-40, 40), freedoms, (t, freedom) => near(studentCdf(t, freedom), jStat.studentt.cdf(t, freedom), ITS_OWN)));
  fc.assert(
    fc.property(numbers(0, 500), numbers(1, 40), (x, freedom) => near(chiSquaredAbove(x, freedom), 1 - jStat.chisquare.cdf(x, freedom))),
  );
});

it("a quantile is where the distribution has that share", () => {
  fc.assert(fc.property(shares, (share) => near(normalCdf(normalQuantile(share)), share)));
  fc.assert(fc.property(shares, freedoms, (share, freedom) => near(studentCdf(studentQuantile(share, freedom), freedom), share)));
});

it.each([
  ["normal, 1.959963984540054", normalCdf(1.959963984540054), 0.975],
  ["normal, far out", normalCdf(-10) / 7.61985302416047e-24, 1],
  ["Student's, 2.228138851964939 at 10", studentCdf(2.2281388519649385, 10), 0.975],
  ["Student's, 12.706204736432095 at 1", studentCdf(12.706204736432095, 1), 0.975],
  ["chi-squared, 3.841458820694124 at 1", chiSquaredAbove(3.841458820694124, 1), 0.05],
  ["chi-squared, 18.307038053275146 at 10", chiSquaredAbove(18.307038053275146, 10), 0.05],
])("%s is what the tables say", (_, value, expected) => {
  expect(value).toBeCloseTo(expected, 10);
});
