import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { DAY } from "../../../src/core/kernel/instant.ts";
import type { LiveProgram } from "../../../src/core/program/live.ts";
import { addSums, NO_SUMS, sumsChanged, type SumCell } from "../../../src/core/targeting/trial-sums.ts";
import { expose, keptTrials, reach, type Reached, type Shown, type Trials } from "../../../src/core/targeting/trial.ts";
import { testProgram } from "../../support/program.ts";
import { liveTestProgram } from "../../support/situation.ts";

const content = { en: { headline: "x" }, de: { headline: "x" } };
const variants = ["a", "b", "c"].map((key) => ({ key, content }));
const goals = [
  { key: "looked", event: "Product Viewed", purpose: "personal", window: "P3D" },
  { key: "worth", event: "Product Viewed", purpose: "personal", window: "P5D", value: "price" },
  { key: "for-ads", event: "Product Viewed", purpose: "ads", window: "P3D" },
];
const trial = { slot: "quiet", purpose: "personal", variants };
const experiences = [
  ...(testProgram()["experiences"] as object[]),
  { key: "one", ...trial, goals: ["looked", "worth"] },
  { key: "two", ...trial, goals: ["worth", "for-ads"] },
];
const ALL = 31;
const PERSONAL = 1 << 3;
const MEMORY = 1 << 1;

let program: LiveProgram;
beforeAll(async () => {
  program = await liveTestProgram({ experiences, goals });
});

type Step = ({ readonly kind: "shown" } & Shown) | ({ readonly kind: "event"; readonly id: number } & Reached);

const shown = fc.record({
  kind: fc.constant("shown" as const),
  experience: fc.constantFrom("one", "two"),
  variant: fc.constantFrom("a", "a", "a", "b"),
  at: fc.integer({ min: 0, max: 20 }).map((day) => day * DAY),
});
const event = fc.record({
  kind: fc.constant("event" as const),
  id: fc.nat(30),
  name: fc.constant("Product Viewed"),
  at: fc.integer({ min: 0, max: 40 }).map((half) => (half * DAY) / 2),
  fields: fc.record({ price: fc.integer({ min: 0, max: 9 }) }),
});
const steps = fc.array(fc.oneof(shown, event), { maxLength: 30 }).map((all: Step[]) => {
  const known = new Map<number, Step>();
  return all.map((step) => {
    if (step.kind === "shown") return step;
    const first = known.get(step.id) ?? step;
    known.set(step.id, first);
    return first;
  });
});

const nameOf = ({ experience, variant, goal }: SumCell): string => [experience, variant, goal].join("|");

/** As the queue consumers do it: each event is counted once, and an exposure finds the events that were counted before it. */
function fold(all: readonly Step[]): { readonly trials: Trials; readonly sums: ReadonlyMap<string, SumCell> } {
  const events = new Map<number, Reached>();
  const sums = new Map<string, SumCell>();
  let trials: Trials = {};
  for (const step of all) {
    const before = trials;
    if (step.kind === "shown") trials = expose(program, trials, step, [...events.values()], ALL);
    else if (!events.has(step.id)) {
      events.set(step.id, step);
      trials = reach(program, trials, step, ALL);
    }
    for (const cell of sumsChanged(before, trials)) {
      const key = nameOf(cell);
      const known = sums.get(key) ?? { ...cell, ...NO_SUMS };
      sums.set(key, { ...known, ...addSums(known, cell) });
    }
  }
  return { trials, sums: new Map([...sums].filter(([, cell]) => cell.n !== 0)) };
}

describe("trials", () => {
  it("come to the same in whatever order exposures and events arrive, and however often", () => {
    const shuffled = steps.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2, maxLength: all.length * 2 })),
    );
    fc.assert(
      fc.property(shuffled, ([all, mixed]) => {
        const [straight, other] = [fold(all), fold(mixed)];
        expect(other.trials).toEqual(straight.trials);
        expect(other.sums).toEqual(straight.sums);
        expect(straight.sums).toEqual(new Map(sumsChanged({}, straight.trials).map((cell) => [nameOf(cell), cell])));
      }),
      { numRuns: 1_000 },
    );
  });

  it("count a goal from the first exposure to the end of its window, and the same time before it for comparison", () => {
    const at = 10 * DAY;
    const days = [4, 5, 9.5, 10, 14.5, 15];
    const events = days.map((day, index) => ({ name: "Product Viewed", at: day * DAY, fields: { price: 10 ** index } }));
    const trials = expose(program, {}, { experience: "one", variant: "a", at }, events, ALL);
    expect(trials["one"]).toEqual({ variant: "a", at, goals: { looked: [1, 1], worth: [11_000, 110] } });
  });

  it("of a unit that was shown two variants keep the first and leave the analysis, once", () => {
    const first = expose(program, {}, { experience: "one", variant: "a", at: DAY }, [], ALL);
    const both = expose(program, first, { experience: "one", variant: "b", at: 2 * DAY }, [], ALL);
    expect(both["one"]).toMatchObject({ variant: "a", at: DAY, reassigned: true });
    expect(sumsChanged(first, both).map(({ variant, goal, n }) => [variant, goal, n])).toEqual([
      ["a", "!", 1],
      ["a", "*", -1],
      ["a", "looked", -1],
      ["a", "worth", -1],
    ]);
    expect(expose(program, both, { experience: "one", variant: "b", at: 3 * DAY }, [], ALL)).toBe(both);
  });

  it("store nothing where neither a goal nor what is functional is allowed, and keep no goal of a purpose that ended", () => {
    const exposure = { experience: "two", variant: "a", at: DAY };
    expect(expose(program, {}, exposure, [], 0)).toEqual({});
    const counted = expose(program, {}, exposure, [], PERSONAL);
    expect(counted["two"]?.goals).toEqual({ worth: [0, 0] });
    const viewed = { name: "Product Viewed", at: DAY, fields: { price: 3 } };
    expect(reach(program, counted, viewed, ALL & ~PERSONAL)).toBe(counted);
    expect(keptTrials(program, counted, MEMORY)).toEqual({ two: { variant: "a", at: DAY, goals: {} } });
    expect(keptTrials(program, counted, 0)).toEqual({});
  });
});
