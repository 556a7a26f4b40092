import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adjust, type PairedSample } from "../../../../src/core/targeting/statistics/cuped.ts";
import { momentsOf } from "../../../../src/core/targeting/statistics/sample.ts";

type Unit = readonly [before: number, after: number];

const unit = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 }));
const units = fc.array(unit, { minLength: 3, maxLength: 40 });

function sumsOf(rows: readonly Unit[]): PairedSample {
  const sum = (of: (row: Unit) => number): number => rows.reduce((total, row) => total + of(row), 0);
  return {
    n: rows.length,
    sum: sum(([, y]) => y),
    sumSquares: sum(([, y]) => y * y),
    before: sum(([x]) => x),
    beforeSquares: sum(([x]) => x * x),
    product: sum(([x, y]) => x * y),
  };
}

/** The definition, row by row: regress y on x within the variants, and look at what is left. */
function byRows(control: readonly Unit[], variant: readonly Unit[]) {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = [control, variant].flatMap((rows) => {
    const [x, y] = [mean(rows.map((row) => row[0])), mean(rows.map((row) => row[1]))];
    return rows.map((row) => [row[0] - x, row[1] - y] as const);
  });
  const past = centred.reduce((sum, [x]) => sum + x * x, 0);
  const theta = past > 0 ? centred.reduce((sum, [x, y]) => sum + x * y, 0) / past : 0;
  const all = mean([...control, ...variant].map(([x]) => x));
  return [control, variant].map((rows) => {
    const left = rows.map(([x, y]) => y - theta * (x - all));
    return momentsOf({ n: left.length, sum: left.reduce((s, v) => s + v, 0), sumSquares: left.reduce((s, v) => s + v * v, 0) }, "mean");
  });
}

describe("what came before", () => {
  it("is taken out from the sums alone as it would be row by row", () => {
    fc.assert(
      fc.property(units, units, (control, variant) => {
        const expected = byRows(control, variant);
        for (const [at, moments] of adjust(sumsOf(control), sumsOf(variant)).entries()) {
          expect(moments.mean).toBeCloseTo(expected[at]?.mean ?? Number.NaN, 6);
          expect(moments.variance).toBeCloseTo(expected[at]?.variance ?? Number.NaN, 6);
        }
      }),
    );
  });

  it("takes all the noise with it that it explains, and none where it explains nothing", () => {
    const rows = (gain: number): readonly Unit[] => Array.from({ length: 50 }, (_, at) => [at, 3 * at + gain] as const);
    const [control, variant] = adjust(sumsOf(rows(0)), sumsOf(rows(5)));
    expect(variant.mean - control.mean).toBeCloseTo(5, 9);
    expect(variant.variance).toBeCloseTo(0, 6);
    const flat = Array.from({ length: 50 }, (_, at) => [7, at] as const);
    expect(adjust(sumsOf(flat), sumsOf(flat))[0]).toEqual(momentsOf(sumsOf(flat), "mean"));
  });
});
