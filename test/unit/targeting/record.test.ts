import fc from "fast-check";
import { expect, it } from "vitest";
import { DAY } from "../../../src/core/kernel/instant.ts";
import { Gate } from "../../../src/core/profile/gate.ts";
import { decideExperiences, decideSlots, type Situation } from "../../../src/core/targeting/decide.ts";
import { recordOf } from "../../../src/core/targeting/record.ts";
import { replayed } from "../../../src/core/targeting/replay.ts";
import { testProgram } from "../../support/program.ts";
import { liveTestProgram } from "../../support/situation.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const TEXTS = { en: { name: "x" }, de: { name: "x" } };
const content = { en: {}, de: {} };

/** The test brand with a sensitive attribute, a holdout and an experiment that needs a unit. */
function made() {
  return liveTestProgram({
    attributes: [
      ...(testProgram()["attributes"] as { key: string }[]).map((item) =>
        item.key === "campaign" ? { ...item, sensitivity: "none" } : item,
      ),
      { key: "health", type: "string", source: "volunteered", sensitivity: "sensitive", purposes: ["personal"], texts: TEXTS },
    ],
    experiences: [
      ...(testProgram()["experiences"] as object[]),
      { key: "care", slot: "quiet", purpose: "personal", priority: 9, when: { health: "poor" }, variants: [{ key: "only", content }] },
      {
        key: "test",
        slot: "quiet",
        purpose: "memory",
        variants: [
          { key: "a", content },
          { key: "b", content },
        ],
        experiment: { coverage: 0.7 },
      },
    ],
    holdouts: [{ key: "control", share: 0.2 }],
  });
}

const person = fc.record({
  values: fc.record(
    {
      shoeViews: fc.nat(5),
      mood: fc.constantFrom("sad", "glad"),
      campaign: fc.constantFrom("winter", "summer"),
      lastProduct: fc.string(),
      health: fc.constantFrom("poor", "good"),
    },
    { requiredKeys: [] },
  ),
  allowed: fc.nat(31),
  explicit: fc.nat(31),
  sensitiveFree: fc.boolean(),
  unit: fc.option(fc.uuid()),
  alone: fc.boolean(),
});

it("whatever is shown to whomever, its record comes to the same again and holds nothing that was not permitted", async () => {
  const program = await made();
  let views = 0;
  fc.assert(
    fc.property(person, ({ values, allowed, explicit, sensitiveFree, unit, alone }) => {
      const permit = { mask: allowed, explicit: explicit & allowed, why: [], state: [] };
      const held = program.attributes.map(({ key }) => (values as Record<string, unknown>)[key]);
      const gate = new Gate(program, permit, held, sensitiveFree);
      const situation: Situation = { gate, unit, consentVersion: 1, locale: "de", now: NOW };
      const shown = alone
        ? decideExperiences(program, [...program.experiences.keys()], situation)
        : decideSlots(program, ["hero", "aside", "partner", "quiet"], situation);
      for (const { experience, variant } of shown) {
        if (experience === null || variant === null) continue;
        const record = recordOf(program, {
          id: "x.0",
          experience,
          variant,
          rule: "EEA",
          program: program.hash.slice(0, 6),
          situation,
          permit,
          sensitiveFree,
        });
        expect(record).toMatchObject({ experience, variant, unit, at: NOW });
        expect(record?.expires).toBeLessThanOrEqual(NOW + 30 * DAY);
        if (!record?.view) continue;
        views += 1;
        expect(replayed(program, record)).toMatchObject({ experience, variant });
        for (const key of ["health", "mood"]) expect(record.view.values).not.toHaveProperty(key);
        for (const key of Object.keys(record.view.values)) {
          const purposes = program.attributes[program.attributeIndex.get(key) ?? -1]?.purposes ?? 0;
          expect(purposes & allowed).not.toBe(0);
        }
      }
    }),
    { numRuns: 500 },
  );
  expect(views).toBeGreaterThan(100);
});

it("a record of what another program decided, or of what does not come out again, holds no view", async () => {
  const program = await made();
  const permit = { mask: 31, explicit: 31, why: [], state: [] };
  const held = program.attributes.map(({ key }) => (key === "shoeViews" ? 3 : undefined));
  const situation: Situation = { gate: new Gate(program, permit, held, false), unit: null, consentVersion: 1, locale: "en", now: NOW };
  const shown = {
    id: "x.0",
    experience: "partner-ad",
    variant: "only",
    rule: "EEA",
    program: program.hash.slice(0, 6),
    situation,
    permit,
    sensitiveFree: false,
  };
  expect(recordOf(program, shown)?.view).toBeNull();
  expect(recordOf(program, { ...shown, experience: "nothing" })).toBeNull();
  const winter = program.attributes.map(({ key }) => (key === "campaign" ? "winter" : undefined));
  const contextual: Situation = { ...situation, unit: "u1", gate: new Gate(program, permit, winter, false) };
  const [decision] = decideSlots(program, ["hero"], contextual);
  expect(decision?.experience).toBe("winter-hero");
  const told = { ...shown, experience: "winter-hero", situation: contextual };
  expect(recordOf(program, told)).toMatchObject({ slot: "hero", expires: NOW + DAY, view: { values: { campaign: "winter" } } });
  expect(recordOf(program, { ...told, program: "000000" })?.view).toBeNull();
});

it("a decision under caps is made again the same: with what was full then, and whatever was left of its own", async () => {
  const shown = (key: string, priority: number) => ({
    key,
    slot: "quiet",
    purpose: "personal",
    priority,
    variants: [{ key: "only", content }],
  });
  const program = await liveTestProgram({
    experiences: [...(testProgram()["experiences"] as object[]), shown("first", 9), shown("second", 5)],
    caps: ["first", "second"].map((experience) => ({ key: experience, most: 3, per: "day", experience })),
    rests: [{ experience: "first", dismissed: "P7D" }],
  });
  const permit = { mask: 31, explicit: 31, why: [], state: [] };
  const gate = new Gate(program, permit, [], true);
  for (const [allowance, experience] of [
    [{ left: [1, 1], rests: {} }, "first"],
    [{ left: [0, 1], rests: {} }, "second"],
    [{ left: [1, 1], rests: { "experience:first": NOW + 1 } }, "second"],
  ] as const) {
    const situation: Situation = { gate, unit: "sub_1", consentVersion: 1, locale: "de", now: NOW, allowance, sticky: {} };
    const [decision] = decideSlots(program, ["quiet"], situation);
    expect(decision?.experience).toBe(experience);
    // By the time it is reported, it has taken from its own caps.
    const later = {
      ...situation,
      allowance: { ...allowance, left: allowance.left.map((left, at) => (at === (experience === "first" ? 0 : 1) ? 0 : left)) },
    };
    const what = { id: "x", experience, variant: "only", rule: "r", program: program.hash, permit, sensitiveFree: true };
    const record = recordOf(program, { ...what, situation: later });
    expect(record?.view).not.toBeNull();
    expect(record && replayed(program, record)).toMatchObject({ experience, variant: "only" });
  }
});
