import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classOf, mayCompare, othersTold, percentIn, stepOf, type Cohort } from "../../../src/core/insight/cohort.ts";

function cohortOf(values: readonly number[]): Cohort {
  const sizes = values.map(Math.abs);
  const classes = new Map([...Map.groupBy(values, classOf)].map(([at, own]) => [at, own.length]));
  return { people: values.length, total: sizes.reduce((sum, size) => sum + size, 0), most: Math.max(0, ...sizes), classes };
}

const aFloor = fc.constantFrom(15, 20, 60, 100);
const aValue = fc.oneof(fc.integer({ min: 80, max: 160 }), fc.double({ min: -500, max: 500, noNaN: true }));
/** A floor, and enough people for it: somebody, and others. */
const aCohort = aFloor.chain((floor) => fc.tuple(fc.constant(floor), fc.array(aValue, { minLength: floor + 1, maxLength: floor + 60 })));

const told = (values: readonly number[], own: number, floor: number) => percentIn(cohortOf(values), own, floor);

describe("where somebody stands among others", () => {
  it("is told to all of a cohort or none: never of fewer others than the floor, nor where one of them is more than 15 % of the rest", () => {
    fc.assert(
      fc.property(aFloor, fc.array(fc.double({ min: 0, max: 900, noNaN: true }), { minLength: 1, maxLength: 140 }), (floor, values) => {
        const isTold = values.map((own) => told(values, own, floor) !== null);
        expect(new Set(isTold).size).toBe(1);
        if (!isTold[0]) return;
        expect(values.length - 1).toBeGreaterThanOrEqual(floor);
        for (const [at] of values.entries()) {
          const others = values.filter((_, other) => other !== at);
          const sum = others.reduce((total, value) => total + value, 0);
          expect(Math.max(...others)).toBeLessThanOrEqual(0.15 * sum + 1e-9);
        }
      }),
    );
    const alike = Array.from({ length: 101 }, () => 100);
    expect([told(alike, 100, 100), told(alike.slice(1), 100, 100)]).toEqual([50, null]);
    expect(told([...alike, 100 * 101 * 0.16], 100, 100)).toBeNull();
    expect(mayCompare(cohortOf([...alike, 100 * 101 * 0.14]), 100)).toBe(true);
  });

  it("moves by one step at most, whatever one other uses, or where one of them leaves: so it says of none what they use", () => {
    fc.assert(
      fc.property(aCohort, aValue, fc.nat(), ([floor, [own = 0, ...others]], other, at) => {
        const now = told([own, ...others], own, floor);
        const changed = told([own, ...others.with(at % others.length, other)], own, floor);
        const left = told([own, ...others.toSpliced(at % others.length, 1)], own, floor);
        for (const then of [changed, left])
          if (now !== null && then !== null) expect(Math.abs(then - now)).toBeLessThanOrEqual(stepOf(floor));
      }),
      { numRuns: 500 },
    );
  });

  it("is the same for all of one class and whoever the others are, and stays in the middle", () => {
    fc.assert(
      fc.property(aCohort, ([floor, values]) => {
        const cohort = cohortOf(values);
        const byClass = Map.groupBy(values, classOf);
        for (const own of byClass.values()) expect(new Set(own.map((value) => percentIn(cohort, value, floor))).size).toBe(1);
        expect(percentIn(cohortOf(values.toReversed()), values[0] ?? 0, floor)).toBe(percentIn(cohort, values[0] ?? 0, floor));
        for (const value of values) {
          const percent = percentIn(cohort, value, floor) ?? 50;
          expect(percent % stepOf(floor)).toBe(0);
          expect(percent).toBeGreaterThanOrEqual(stepOf(floor));
          expect(percent).toBeLessThanOrEqual(100 - stepOf(floor));
        }
      }),
    );
  });

  it("is near to the truth: who uses more stands higher, and as high as the share of those who use less", () => {
    const rising = Array.from({ length: 401 }, (_, at) => 100 + at);
    expect([100, 150, 300, 450, 500].map((own) => told(rising, own, 100))).toEqual([5, 10, 50, 90, 95]);
    fc.assert(
      fc.property(aCohort, ([floor, values]) => {
        const inOrder = values.toSorted((a, b) => a - b).map((own) => told(values, own, floor) ?? 50);
        expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
      }),
    );
  });

  it("is told among as many others as a wide step says, which is never more than there are", () => {
    expect([101, 199, 201, 202, 600, 5_001].map((people) => othersTold({ ...cohortOf([]), people }, 100))).toEqual([
      ...[100, 100, 200, 200, 500, 5_000],
    ]);
    fc.assert(
      fc.property(aFloor, fc.integer({ min: 0, max: 1e6 }), (floor, more) => {
        const others = othersTold({ ...cohortOf([]), people: floor + 1 + more }, floor);
        expect(others).toBeGreaterThanOrEqual(floor);
        expect(others).toBeLessThanOrEqual(floor + more);
      }),
    );
  });
});
