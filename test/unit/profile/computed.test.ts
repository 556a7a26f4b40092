import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FacetState } from "../../../src/core/consent/pass.ts";
import { DAY } from "../../../src/core/kernel/instant.ts";
import { addSample, changesWithTime, mergeStates, readComputed } from "../../../src/core/profile/computed/computed.ts";
import type { Sample } from "../../../src/core/profile/computed/state.ts";
import type { Computation } from "../../../src/core/program/compiled-computed.ts";

const TODAY = 20_000;
const NOW = TODAY * DAY + DAY / 2;
const of = (how: Computation) => ({ attribute: 0, event: "e", where: {}, how });
const rfm = {
  kind: "rfm",
  field: "price",
  days: 90,
  recency: [1, 7, 30, 60],
  frequency: [1, 2, 4, 8],
  monetary: [10, 50, 100, 500],
} as const;
const affinity = { kind: "affinity", field: "category", halfLife: 7, top: 3, least: 0.1 } as const;

const KINDS: readonly Computation[] = [
  { kind: "count" },
  { kind: "sum", field: "price" },
  { kind: "last", field: "category" },
  { kind: "first", field: "category" },
  { kind: "distinct", field: "category", most: 3 },
  { kind: "window", field: null, days: 30 },
  { kind: "window", field: "price", days: 30 },
  { kind: "streak" },
  { kind: "recent", field: "category", most: 3, days: 30 },
  affinity,
  rfm,
];

const anySample = (how: Computation): fc.Arbitrary<Sample> =>
  fc.record({
    at: fc.integer({ min: NOW - 120 * DAY, max: NOW }),
    value:
      "field" in how && how.field === "price"
        ? fc.integer({ min: 1, max: 50_000 }).map((cents) => cents / 100)
        : fc.constantFrom("a", "b", "c", "d", "e"),
  });

function fold(how: Computation, samples: readonly Sample[]): FacetState | undefined {
  return samples.reduce<FacetState | undefined>((state, sample) => addSample(of(how), state, sample), undefined);
}

function comesTo(how: Computation, samples: readonly Sample[], now = NOW): unknown {
  const state = fold(how, samples);
  return state === undefined ? undefined : readComputed(of(how), state, now);
}

/** What events older than ten half-lives can weigh together: they are let go. */
const LOST = 25 / 2 ** 10;
const day = (back: number, value: Sample["value"] = "a"): Sample => ({ at: NOW - back * DAY, value });
const dayOf = ({ at }: Sample): number => Math.floor(at / DAY);

describe("a computed attribute", () => {
  it.each(KINDS)("of $kind is the same state whatever the order of arrival, and survives being written as JSON", (how) => {
    fc.assert(
      fc.property(fc.array(anySample(how), { minLength: 1, maxLength: 25 }), fc.infiniteStream(fc.nat()), (samples, order) => {
        const shuffled = samples.map((sample) => ({ sample, by: order.next().value as number })).toSorted((a, b) => a.by - b.by);
        const state = fold(how, samples);
        expect(
          fold(
            how,
            shuffled.map(({ sample }) => sample),
          ),
        ).toEqual(state);
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
      }),
    );
  });

  it.each(KINDS)("of $kind comes to the same when two records of it are merged", (how) => {
    const some = fc.array(anySample(how), { minLength: 1, maxLength: 15 });
    fc.assert(
      fc.property(some, some, (mine, theirs) => {
        const [a, b] = [fold(how, mine) ?? [], fold(how, theirs) ?? []];
        expect(mergeStates(of(how), a, b)).toEqual(fold(how, [...mine, ...theirs]));
        expect(mergeStates(of(how), b, a)).toEqual(mergeStates(of(how), a, b));
      }),
    );
  });

  it("adds money up to the cent, however many events there are", () => {
    expect(
      comesTo(
        { kind: "sum", field: "price" },
        Array.from({ length: 1_000 }, () => day(1, 0.1)),
      ),
    ).toBe(100);
    expect(comesTo({ kind: "sum", field: "price" }, [day(1, 19.99), day(2, "20")])).toBe(19.99);
  });

  it("counts in a window what a plain filter counts, on every later day", () => {
    const how = { kind: "window", field: null, days: 30 } as const;
    fc.assert(
      fc.property(fc.array(anySample(how), { maxLength: 25 }), fc.nat(60), (samples, later) => {
        const today = TODAY + later;
        const within = samples.filter((sample) => dayOf(sample) > today - 30);
        expect(comesTo(how, samples, NOW + later * DAY) ?? 0).toBe(within.length);
      }),
    );
  });

  it("weighs an event half after each half-life: a newer interest overtakes an older, stronger one", () => {
    const before = [day(14), day(14), day(14)];
    expect(comesTo(affinity, [...before, day(0, "b")])).toEqual(["b", "a"]);
    expect(comesTo(affinity, [...before, ...before, day(0, "b")])).toEqual(["a", "b"]);
    expect(comesTo(affinity, before, NOW + 70 * DAY)).toEqual([]);
  });

  it("orders interests as an exponential sum over all events does", () => {
    fc.assert(
      fc.property(fc.array(anySample(affinity), { minLength: 1, maxLength: 25 }), (samples) => {
        const weights = new Map<string, number>();
        for (const sample of samples) {
          const name = String(sample.value);
          weights.set(name, (weights.get(name) ?? 0) + 2 ** (-(TODAY - dayOf(sample)) / affinity.halfLife));
        }
        const named = comesTo(affinity, samples) as string[];
        const weigh = (name: string): number => weights.get(name) ?? 0;
        for (const [at, name] of named.entries())
          for (const later of named.slice(at + 1)) expect(weigh(name)).toBeGreaterThan(weigh(later) - LOST);
        const left = [...weights.keys()].filter((name) => !named.includes(name));
        for (const name of left)
          expect(weigh(name)).toBeLessThan(named.length < affinity.top ? affinity.least + LOST : weigh(named.at(-1) ?? "") + LOST);
      }),
    );
  });

  it("counts days in a row, forgives a day that is not over, and breaks on one that was missed", () => {
    const how = { kind: "streak" } as const;
    const days = [day(3), day(2), day(2), day(1)];
    expect([comesTo(how, days), comesTo(how, [...days, day(0)]), comesTo(how, days, NOW + DAY)]).toEqual([3, 4, 0]);
    expect(comesTo(how, [day(5), day(3), day(1), day(0)])).toBe(2);
  });

  it("scores recency, frequency and money from 1 to 5, and forgets what left the window", () => {
    expect(comesTo(rfm, [day(0, 600)])).toBe("515");
    expect(comesTo(rfm, [day(40, 5), day(41, 5), day(42, 5)])).toBe("232");
    expect(comesTo(rfm, [day(40, 5)], NOW + 60 * DAY)).toBe("111");
  });

  it("names the latest and the earliest value, and at the same instant the same one everywhere", () => {
    const samples = [day(2, "a"), day(1, "b"), day(1, "c"), day(3, "d")];
    expect([comesTo({ kind: "last", field: "category" }, samples), comesTo({ kind: "first", field: "category" }, samples)]).toEqual([
      "c",
      "d",
    ]);
    expect(comesTo({ kind: "last", field: "category" }, [{ at: NOW, value: undefined }])).toBeUndefined();
  });

  it("keeps a count of different values within its bound", () => {
    const how = { kind: "distinct", field: "category", most: 3 } as const;
    expect(
      ["a", "b", "a", "c", "d"].map((_, at, all) =>
        comesTo(
          how,
          all.slice(0, at + 1).map((value) => day(0, value)),
        ),
      ),
    ).toEqual([1, 2, 2, 3, 3]);
  });

  it("names the latest values first, each once, until their days are over", () => {
    const how = { kind: "recent", field: "category", most: 2, days: 10 } as const;
    const samples = [day(3, "a"), day(2, "b"), day(9, "c"), day(1, "a")];
    expect([comesTo(how, samples), comesTo(how, samples, NOW + 8 * DAY)]).toEqual([["a", "b"], ["a"]]);
  });

  it("knows which kinds change with time alone", () => {
    expect(KINDS.filter((how) => changesWithTime(of(how))).map(({ kind }) => kind)).toEqual([
      "window",
      "window",
      "streak",
      "recent",
      "affinity",
      "rfm",
    ]);
  });
});
