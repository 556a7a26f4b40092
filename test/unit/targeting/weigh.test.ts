import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Gate } from "../../../src/core/profile/gate.ts";
import { liveProgram, type LiveProgram } from "../../../src/core/program/live.ts";
import { weighed, type VariantWeights } from "../../../src/core/program/weights.ts";
import { decideSlots } from "../../../src/core/targeting/decide.ts";
import { isSame } from "../../../src/core/targeting/decision-record.ts";
import { recordOf } from "../../../src/core/targeting/record.ts";
import { asRecorded, replayed } from "../../../src/core/targeting/replay.ts";
import { LEAST_SHARE, LEAST_UNITS, variantWeights } from "../../../src/core/targeting/weigh.ts";
import type { SumCell } from "../../../src/core/targeting/trial-sums.ts";
import { testProgram } from "../../support/program.ts";
import { liveTestProgram, permitOf, situationOf } from "../../support/situation.ts";

const content = { en: { headline: "x" }, de: { headline: "x" } };
const VARIANTS = ["a", "b", "c"];
const learning = (key: string, slot: string, more: object = {}) => ({
  ...{ key, slot, purpose: "personal", priority: 9, goals: ["looked"], experiment: { bandit: { goal: "looked" } }, ...more },
  variants: VARIANTS.map((name) => ({ key: name, content })),
});
const made = (experiences: readonly object[] = [learning("learns", "quiet")]): Promise<LiveProgram> =>
  liveTestProgram({
    goals: [{ key: "looked", event: "Product Viewed", purpose: "personal", window: "P7D" }],
    experiences: [...(testProgram()["experiences"] as object[]), ...experiences],
  });

const cell = (variant: string, n: number, reached: number): SumCell => ({
  ...{ experience: "learns", variant, goal: "looked", n, sum: reached, sumSquares: reached, before: 0, beforeSquares: 0, product: 0 },
});
function weigh(program: LiveProgram, cells: readonly SumCell[]): VariantWeights {
  const experience = program.experienceOf.get("learns");
  if (!experience) throw new Error("no such experience");
  return variantWeights(program.compiled, experience, cells);
}
const drawing = (program: LiveProgram, weights: VariantWeights): LiveProgram =>
  liveProgram(weighed(program.compiled, { learns: weights, needed: weights }), program.site);
const shown = (program: LiveProgram, unit: string | null, more: object = {}) =>
  decideSlots(program, ["quiet"], situationOf(program, {}, 31, { unit, sticky: {}, ...more }))[0];

describe("what a bandit draws by", () => {
  it("is even until every variant has units enough, then mostly the best, and always some of each", async () => {
    const program = await made();
    const early = weigh(program, [cell("a", 9_000, 10), cell("b", 9_000, 900), cell("c", LEAST_UNITS - 1, 90)]);
    expect(Math.max(...Object.values(early)) - Math.min(...Object.values(early))).toBeLessThan(0.001);
    const known = weigh(program, [cell("a", 1_000, 0), cell("b", 1_000, 60), cell("c", LEAST_UNITS, 0)]);
    expect(known["b"]).toBeGreaterThan(0.7);
    expect([known["a"], known["c"]].every((share) => (share ?? 0) >= LEAST_SHARE)).toBe(true);
  });

  it("is all there is, to the ten-thousandth, whatever the sums: no unit falls in between", async () => {
    const program = await made();
    const counts = fc.array(fc.tuple(fc.nat(5_000), fc.nat(100)), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(counts, fc.uuid(), (all, unit) => {
        const weights = weigh(
          program,
          all.map(([n, percent], at) => cell(VARIANTS[at] ?? "", n, Math.floor((n * percent) / 100))),
        );
        expect(Object.values(weights).reduce((sum, weight) => sum + Math.round(weight * 10_000), 0)).toBe(10_000);
        expect(Math.min(...Object.values(weights))).toBeGreaterThanOrEqual(LEAST_SHARE - 0.0001);
        expect(shown(drawing(program, weights), unit)?.experience).toBe("learns");
      }),
      { numRuns: 60 },
    );
  });

  it("is followed by the draw, and left alone where it is of other variants", async () => {
    const program = await made();
    const live = drawing(program, { a: 0.9, b: 0.05, c: 0.05 });
    const counts: Record<string, number> = {};
    for (let at = 0; at < 2_000; at++)
      counts[shown(live, `sub_${at}`)?.variant ?? ""] = (counts[shown(live, `sub_${at}`)?.variant ?? ""] ?? 0) + 1;
    expect(Math.abs((counts["a"] ?? 0) - 1_800)).toBeLessThan(60);
    expect(drawing(program, { a: 0.9, b: 0.1 }).experienceOf.get("learns")?.draw).toEqual(program.experienceOf.get("learns")?.draw);
  });
});

describe("a unit of a bandit", () => {
  it("stays with what it saw whatever is learned; who may not be remembered is in none and sees the fallback", async () => {
    const program = await made([learning("learns", "quiet", { fallback: "a" })]);
    const live = drawing(program, { a: 0.05, b: 0.9, c: 0.05 });
    for (let at = 0; at < 50; at++) {
      expect(shown(live, `sub_${at}`, { sticky: { learns: "c" } })).toMatchObject({ variant: "c", counted: true });
      expect(shown(live, `sub_${at}`, { sticky: undefined })).toMatchObject({ variant: "a", counted: false });
    }
  });

  it("is decided the same again from its record after the weights moved on, also where another bandit is required", async () => {
    const needing = learning("learns", "quiet", { requires: [{ experience: "needed", variants: ["a", "b"] }] });
    const program = await made([learning("needed", "aside"), needing]);
    const permit = permitOf(31);
    const gate = new Gate(program, permit, [], true);
    const [then, now] = [drawing(program, { a: 0.6, b: 0.3, c: 0.1 }), drawing(program, { a: 0.05, b: 0.05, c: 0.9 })];
    let moved = 0;
    for (let at = 0; at < 300; at++) {
      const situation = situationOf(then, {}, 31, { gate, unit: `sub_${at}`, sticky: {} });
      const [decision] = decideSlots(then, ["quiet"], situation);
      if (!decision?.experience || !decision.variant) continue;
      const { experience, variant } = decision;
      const record = recordOf(then, {
        id: "x",
        experience,
        variant,
        rule: "r",
        program: then.hash,
        situation,
        permit,
        sensitiveFree: true,
      });
      if (!record) throw new Error("no record");
      expect(record.view?.weights).toEqual({ learns: { a: 0.6, b: 0.3, c: 0.1 }, needed: { a: 0.6, b: 0.3, c: 0.1 } });
      if (!isSame(record, replayed(now, record))) moved += 1;
      expect(isSame(record, replayed(asRecorded(now, record), record))).toBe(true);
    }
    expect(moved).toBeGreaterThan(50);
  });
});
