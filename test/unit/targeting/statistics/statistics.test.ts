import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { posteriorOf } from "../../../../src/core/targeting/statistics/bayesian.ts";
import { effectOf, type Difference, type Effect } from "../../../../src/core/targeting/statistics/effect.ts";
import { sequentialTest, tTest } from "../../../../src/core/targeting/statistics/frequentist.ts";
import { momentsOf, type GoalKind } from "../../../../src/core/targeting/statistics/sample.ts";
import { sampleRatio } from "../../../../src/core/targeting/statistics/sample-ratio.ts";
import vectors from "../../../vectors/stats.json";

interface Compared {
  readonly kind: string;
  readonly difference: string;
  readonly a: { readonly n: number; readonly sum: number; readonly sumSquares?: number };
  readonly b: { readonly n: number; readonly sum: number; readonly sumSquares?: number };
}

function effectIn({ kind, difference, a, b }: Compared): Effect {
  const [control, variant] = [a, b].map((sample) => momentsOf({ sumSquares: 0, ...sample }, kind as GoalKind));
  if (!control || !variant) throw new Error("two samples are compared");
  const effect = effectOf(control, variant, difference as Difference);
  if (!effect.ok) throw new Error(effect.error);
  return effect.value;
}

/** 1e-6 of the expected value; below 1e-10 the oracle's own p-values are rounding. */
function isNear(actual: number, expected: number): boolean {
  return Math.abs(actual - expected) <= Math.max(1e-6 * Math.abs(expected), 1e-10);
}

function expectNear(actual: number, expected: number): void {
  expect(isNear(actual, expected), `${actual} should be ${expected}`).toBe(true);
}

describe("the statistics of experiments agree with gbstats on", () => {
  it.each(vectors.srm)("the sample ratio of $users", ({ users, weights, p }) => {
    expectNear(sampleRatio(users, weights), p);
  });

  it.each(vectors.frequentist)("the $difference t-test of a $kind, $a.n and $b.n units", (vector) => {
    const effect = effectIn(vector);
    const { pValue, interval } = tTest(effect, vector.alpha);
    expectNear(effect.estimate, vector.expected);
    expectNear(pValue, vector.pValue);
    for (const at of [0, 1] as const) expectNear(interval[at], vector.ci[at] ?? Number.NaN);
  });

  it.each(vectors.sequential)("the $difference sequential test of a $kind, $a.n and $b.n units", (vector) => {
    const { pValue, interval } = sequentialTest(effectIn(vector), vector.alpha, vector.tuning);
    expectNear(pValue, vector.pValue);
    for (const at of [0, 1] as const) expectNear(interval[at], vector.ci[at] ?? Number.NaN);
  });

  it.each(vectors.bayesian)("the $difference posterior of a $kind, $a.n and $b.n units", (vector) => {
    const { estimate, interval, chanceToWin } = posteriorOf(effectIn(vector), vector.prior.proper ? vector.prior : null, 0.05);
    expectNear(estimate, vector.expected);
    expectNear(chanceToWin, vector.chanceToWin);
    for (const at of [0, 1] as const) expectNear(interval[at], vector.ci[at] ?? Number.NaN);
  });
});

describe("statistics", () => {
  const sample = fc.record({ n: fc.integer({ min: 50, max: 5_000 }), rate: fc.double({ min: 0.05, max: 0.95, noNaN: true }) });
  const proportion = ({ n, rate }: { n: number; rate: number }) => momentsOf({ n, sum: Math.round(n * rate), sumSquares: 0 }, "proportion");

  it("looked at any time claim less than looked at once, and the same of both sides", () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const there = effectOf(proportion(a), proportion(b), "absolute");
        const back = effectOf(proportion(b), proportion(a), "absolute");
        if (!there.ok || !back.ok) return;
        const once = tTest(there.value, 0.05);
        const always = sequentialTest(there.value, 0.05, 5_000);
        expect(always.interval[0]).toBeLessThanOrEqual(once.interval[0]);
        expect(always.interval[1]).toBeGreaterThanOrEqual(once.interval[1]);
        expect(tTest(back.value, 0.05).pValue).toBeCloseTo(once.pValue, 9);
        expect(posteriorOf(there.value, null, 0.05).chanceToWin + posteriorOf(back.value, null, 0.05).chanceToWin).toBeCloseTo(1, 9);
      }),
    );
  });

  it("say nothing while there is nothing to compare", () => {
    const some = momentsOf({ n: 40, sum: 20, sumSquares: 0 }, "proportion");
    expect(effectOf(some, momentsOf({ n: 1, sum: 1, sumSquares: 1 }, "mean"), "absolute")).toMatchObject({ error: "too-few" });
    expect(effectOf(some, momentsOf({ n: 40, sum: 40, sumSquares: 0 }, "proportion"), "absolute")).toMatchObject({ error: "no-variance" });
    const around = momentsOf({ n: 4, sum: 0, sumSquares: 4 }, "mean");
    expect(effectOf(around, some, "relative")).toMatchObject({ error: "control-zero" });
    expect(sampleRatio([0, 0], [1, 1])).toBe(1);
    expect(sampleRatio([10, 1], [1, 0])).toBe(0);
  });
});
