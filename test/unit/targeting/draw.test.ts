import { GrowthBook } from "@growthbook/growthbook";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LiveProgram } from "../../../src/core/program/live.ts";
import { bucketAt } from "../../../src/core/kernel/fnv.ts";
import { drawVariant } from "../../../src/core/targeting/bucket.ts";
import { decideSlots, type Situation, type SlotDecision } from "../../../src/core/targeting/decide.ts";
import { testProgram } from "../../support/program.ts";
import { liveTestProgram, situationOf } from "../../support/situation.ts";

type Changes = Readonly<Record<string, unknown>>;
const base = testProgram()["experiences"] as object[];
const content = { en: { headline: "x" }, de: { headline: "x" } };
const experience = (key: string, changes: Changes = {}): Changes => ({
  key,
  slot: "quiet",
  purpose: "personal",
  variants: ["a", "b"].map((name) => ({ key: name, content })),
  ...changes,
});
const program = (experiences: readonly Changes[], more: Changes = {}): Promise<LiveProgram> =>
  liveTestProgram({ experiences: [...base, ...experiences], ...more });
const decided = (live: LiveProgram, more: Partial<Situation> = {}, slot = "quiet"): SlotDecision | undefined =>
  decideSlots(live, [slot], situationOf(live, {}, 31, more))[0];
const units = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `sub_${index}`);

describe("a draw", () => {
  it("assigns every unit as GrowthBook does, by both hash versions, in namespaces and under a coverage", async () => {
    const share = fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10);
    const cases = fc.sample(
      fc.record({
        seed: fc.string({ minLength: 1, maxLength: 8 }),
        hashVersion: fc.constantFrom(1, 2),
        coverage: share,
        weights: fc.constantFrom([0.5, 0.5], [1 / 3, 1 / 3, 1 / 3], [0.1, 0.9], [0.2, 0.3, 0.5]),
        namespace: fc.option(fc.constantFrom([0, 0.5], [0.2, 0.9]), { nil: undefined }),
      }),
      20,
    );
    const experiences = cases.map(({ weights, namespace, ...experiment }, index) =>
      experience(`gb-${index}`, {
        variants: weights.map((weight, at) => ({ key: `v${at}`, weight, content })),
        experiment: { ...experiment, ...(namespace ? { namespace: { key: "space", from: namespace[0], to: namespace[1] } } : {}) },
      }),
    );
    const live = await program(experiences);
    for (const [index, { weights, namespace, ...experiment }] of cases.entries()) {
      const { draw } = live.compiled.experiences[base.length + index] ?? {};
      for (const unit of units(300)) {
        const growthbook = new GrowthBook({ attributes: { id: unit } });
        const result = growthbook.run<number>({
          ...experiment,
          key: `gb-${index}`,
          variations: weights.map((_, at) => at) as [number, number, ...number[]],
          weights: [...weights],
          ...(namespace ? { namespace: ["space", ...namespace] } : {}),
        } as never);
        expect(draw ? drawVariant(draw, unit, 0) : null).toBe(result.inExperiment ? result.variationId : -1);
      }
    }
  });

  it("is uniform: χ² over a hundred cells stays below what one draw in ten thousand exceeds, for both versions", () => {
    for (const version of [1, 2] as const) {
      const cells = new Array<number>(100).fill(0);
      for (const unit of units(100_000)) {
        const cell = Math.floor(bucketAt("uniform", unit, version) * 100);
        cells[cell] = (cells[cell] ?? 0) + 1;
      }
      const chi = cells.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0);
      expect(chi).toBeLessThan(161);
    }
  });

  it("keeps a unit's variant while coverage grows, and brings nobody in before its first step", async () => {
    const ramp = [
      { at: "2026-11-01T00:00:00Z", coverage: 0.1 },
      { at: "2026-11-08T00:00:00Z", coverage: 0.5 },
      { at: "2026-11-15T00:00:00Z", coverage: 1 },
    ];
    const live = await program([experience("ramped", { experiment: { ramp } })]);
    const at = (instant: string): readonly (string | null)[] =>
      units(1_000).map((unit) => decided(live, { unit, now: Date.parse(instant) })?.variant ?? null);
    const steps = ["2026-10-31T23:59:59Z", "2026-11-01T00:00:00Z", "2026-11-09T00:00:00Z", "2026-11-15T00:00:00Z"].map(at);
    const covered = steps.map((step) => step.filter((variant) => variant !== null).length / 1_000);
    expect(covered[0]).toBe(0);
    for (const [index, share] of [0, 0.1, 0.5, 1].entries()) expect(Math.abs((covered[index] ?? 0) - share)).toBeLessThan(0.05);
    for (const [index, step] of steps.entries())
      for (const [unit, variant] of step.entries()) if (variant !== null) expect(steps[index + 1]?.[unit] ?? variant).toBe(variant);
  });
});
