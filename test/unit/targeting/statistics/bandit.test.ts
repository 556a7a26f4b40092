import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalCdf } from "../../../../src/core/targeting/statistics/distributions.ts";
import { bestChances } from "../../../../src/core/targeting/statistics/bandit.ts";

const arm = fc.record({
  n: fc.integer({ min: 2, max: 1_000 }),
  mean: fc.double({ min: 0, max: 1, noNaN: true }),
  variance: fc.double({ min: 0.01, max: 0.25, noNaN: true }),
});

describe("the weights of a bandit", () => {
  it("are a share for each variant, and never less than the least", () => {
    fc.assert(
      fc.property(fc.array(arm, { minLength: 1, maxLength: 6 }), (arms) => {
        const weights = bestChances(arms, 0.01);
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
        for (const weight of weights) expect(weight).toBeGreaterThanOrEqual(0.01 - 1e-12);
      }),
      { numRuns: 50 },
    );
  });

  it("of two variants are what the normal distribution of their difference says", () => {
    fc.assert(
      fc.property(arm, arm, (a, b) => {
        const expected = normalCdf((b.mean - a.mean) / Math.sqrt(a.variance / a.n + b.variance / b.n));
        expect(bestChances([a, b], 0)[1]).toBeCloseTo(expected, 6);
      }),
      { numRuns: 50 },
    );
  });

  it("are even as long as anything is unknown, and follow what wins", () => {
    const seen = { n: 100, mean: 0.2, variance: 0.16 };
    expect(bestChances([seen, { n: 1, mean: 1, variance: 0 }], 0.05)).toEqual([0.5, 0.5]);
    const [low, high] = bestChances([seen, { ...seen, mean: 0.5 }], 0.05);
    expect(low).toBeCloseTo(0.05, 4);
    expect(high).toBeCloseTo(0.95, 4);
  });
});
