import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Gate } from "../../../src/core/profile/gate.ts";
import type { LiveProgram } from "../../../src/core/program/live.ts";
import { programSchema } from "../../../src/core/program/schema.ts";
import { drawVariant } from "../../../src/core/targeting/bucket.ts";
import { decideSlots, type Situation, type SlotDecision } from "../../../src/core/targeting/decide.ts";
import { testProgram } from "../../support/program.ts";
import { liveTestProgram, permitOf, situationOf } from "../../support/situation.ts";

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

describe("who is kept out", () => {
  it("of experiences that exclude each other, each unit is in one at most, whatever it matches", async () => {
    const exclusions = [{ key: "either", members: ["first", "second"].map((key) => ({ experience: key, share: 0.4 })) }];
    const live = await program([experience("first"), experience("second", { slot: "aside", priority: 9 })], { exclusions });
    const counts = { first: 0, second: 0, both: 0 };
    for (const unit of units(2_000)) {
      const first = decided(live, { unit });
      const second = decided(live, { unit }, "aside");
      const [inFirst, inSecond] = [first?.experience === "first", second?.experience === "second"];
      if (inFirst) counts.first += 1;
      if (inSecond) counts.second += 1;
      if (inFirst && inSecond) counts.both += 1;
      if (!inFirst) expect(first).toMatchObject({ experience: null, reason: "excluded" });
    }
    expect(counts.both).toBe(0);
    expect(Math.abs(counts.first - 800)).toBeLessThan(100);
    expect(Math.abs(counts.second - 800)).toBeLessThan(100);
  });

  it("a global control group sees nothing that is personal, the same everywhere, and what is contextual all the same", async () => {
    const holdouts = [{ key: "control", share: 0.2 }];
    const live = await program(
      [
        experience("one"),
        experience("two", { slot: "aside", priority: 9 }),
        experience("page", { slot: "partner", purpose: "contextual", variants: [{ key: "a", content }] }),
      ],
      { holdouts },
    );
    let held = 0;
    for (const unit of units(2_000)) {
      const [one, two, page] = ["quiet", "aside", "partner"].map((slot) => decided(live, { unit }, slot)?.reason);
      if (one === "holdout") held += 1;
      expect(two).toBe(one);
      expect(page).toBe("matched");
    }
    expect(Math.abs(held - 400)).toBeLessThan(70);
    expect(decided(live, { unit: null })).toMatchObject({ experience: null, reason: "default" });
  });

  it("who cannot be assigned falls back without being counted", async () => {
    const live = await program([experience("half", { fallback: "a", experiment: { coverage: 0.5 } })]);
    const shown = units(1_000).map((unit) => decided(live, { unit }));
    expect(shown.every((slot) => slot?.experience === "half")).toBe(true);
    expect(Math.abs(shown.filter((slot) => slot?.counted).length - 500)).toBeLessThan(60);
    expect(shown.every((slot) => slot?.counted || slot?.variant === "a")).toBe(true);
    expect(decided(live, { unit: null })).toMatchObject({ variant: "a", counted: false });
  });

  it("who does not meet a requirement does not see what requires it", async () => {
    const live = await program([
      experience("before", { slot: "aside", priority: -1 }),
      experience("after", { requires: [{ experience: "before", variants: ["b"] }], variants: [{ key: "a", content }] }),
    ]);
    const { draw } = live.compiled.experiences[base.length] ?? {};
    for (const unit of units(300))
      expect(decided(live, { unit })?.experience).toBe(draw && drawVariant(draw, unit, 0) === 1 ? "after" : null);
    expect(decided(live, { unit: null })?.experience).toBeNull();
  });

  it("an experience that asks for what is kept back is not shown, even where it asks for the value to be missing", async () => {
    const attributes = (testProgram()["attributes"] as object[]).map((item, index) =>
      index === 0 ? { ...item, sensitivity: "sensitive" } : item,
    );
    const live = await program([experience("not-it", { when: { shoeViews: { $ne: 7 } }, variants: [{ key: "a", content }] })], {
      attributes,
    });
    const at = (shoeViews: number, explicit: number): SlotDecision | undefined => {
      const values = live.attributes.map((item) => (item.key === "shoeViews" ? shoeViews : undefined));
      return decideSlots(live, ["quiet"], { ...situationOf(live, {}, 31), gate: new Gate(live, permitOf(31, explicit), values, false) })[0];
    };
    expect([at(7, 31)?.reason, at(3, 31)?.reason, at(7, 0)?.reason, at(3, 0)?.reason]).toEqual([
      "default",
      "matched",
      "no-consent",
      "no-consent",
    ]);
  });
});

describe("a schedule", () => {
  it("takes local times on the clocks of its zone, and windows that come every week", async () => {
    const schedule = {
      zone: "Europe/Berlin",
      from: "2026-11-23T00:00:00",
      until: "2026-12-01T00:00:00",
      weekly: [{ days: ["fri"], from: "18:00", until: "22:00" }],
    };
    const live = await program([experience("evening", { schedule })]);
    const reason = (now: string) => decided(live, { now: Date.parse(now) })?.reason;
    expect(
      ["2026-11-20T18:00:00Z", "2026-11-27T16:59:59Z", "2026-11-27T17:00:00Z", "2026-11-27T21:00:00Z", "2026-12-04T18:00:00Z"].map(reason),
    ).toEqual(["scheduled-out", "scheduled-out", "matched", "scheduled-out", "scheduled-out"]);
  });

  it.each([
    [{ schedule: { from: "2026-11-23T00:00:00" } }],
    [{ schedule: { weekly: [{ days: ["fri"] }] } }],
    [{ schedule: { zone: "Nowhere", weekly: [{ days: ["fri"] }] } }],
    [{ schedule: { zone: "UTC", weekly: [{ days: ["friday"] }] } }],
    [{ experiment: { coverage: 1.1 } }],
    [{ experiment: { hashVersion: 3 } }],
    [
      {
        experiment: {
          ramp: [
            { at: "2026-11-02T00:00:00Z", coverage: 0.5 },
            { at: "2026-11-03T00:00:00Z", coverage: 0.4 },
          ],
        },
      },
    ],
    [{ experiment: { namespace: { key: "x", from: 0.5, to: 0.5 } } }],
  ])("%j is refused", (changes) => {
    expect(programSchema().safeParse(testProgram({ experiences: [experience("bad", changes)] })).success).toBe(false);
  });
});

describe("decisions with experiments", () => {
  const drawn = fc.record(
    {
      purpose: fc.constantFrom("personal", "ads", "contextual"),
      slot: fc.constantFrom("hero", "aside", "partner", "quiet"),
      priority: fc.nat(3),
      fallback: fc.constantFrom("a", "b"),
      experiment: fc.record({ coverage: fc.constantFrom(0.3, 1) }),
    },
    { requiredKeys: ["purpose", "slot", "priority"], noNullPrototype: true },
  );
  const control = {
    exclusions: [{ key: "either", members: ["x0", "x1", "x2"].map((key) => ({ experience: key, share: 0.3 })) }],
    holdouts: [
      { key: "control", share: 0.2 },
      { key: "some", share: 0.3, experiences: ["x3", "x4"] },
    ],
  };
  const sample = (): readonly Changes[] => fc.sample(drawn, 8).map((changes, index) => experience(`x${index}`, changes));

  it("never show something where there was nothing because a permission, or the unit with it, was taken away", async () => {
    for (let round = 0; round < 8; round++) {
      const live = await program(sample(), control);
      fc.assert(
        fc.property(fc.nat(31), fc.nat(31), fc.nat(5_000), fc.boolean(), (mask, kept, unit, losesUnit) => {
          const slots = ["hero", "aside", "partner", "quiet"];
          const before = decideSlots(live, slots, situationOf(live, {}, mask, { unit: `sub_${unit}` }));
          const after = decideSlots(live, slots, situationOf(live, {}, mask & kept, { unit: losesUnit ? null : `sub_${unit}` }));
          for (const [index, slot] of before.entries()) if (slot.experience === null) expect(after[index]?.experience).toBeNull();
        }),
      );
    }
  });

  it("do not change in one slot because an experience was added to another, nor with the program's version", async () => {
    for (let round = 0; round < 5; round++) {
      const experiences = sample();
      const added = experience("added", { slot: "quiet", priority: 100, experiment: { coverage: 0.5 } });
      const [before, after] = [await program(experiences, control), await program([added, ...experiences], control)];
      fc.assert(
        fc.property(fc.nat(31), fc.nat(5_000), (mask, unit) => {
          const others = ["hero", "aside", "partner"];
          const of = (live: LiveProgram) => decideSlots(live, others, situationOf(live, {}, mask, { unit: `sub_${unit}` }));
          expect(of(after)).toEqual(of(before));
        }),
      );
    }
  });
});
