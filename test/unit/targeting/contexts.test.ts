import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Gate } from "../../../src/core/profile/gate.ts";
import { lintProgram } from "../../../src/core/program/lint.ts";
import { liveProgram, type LiveProgram } from "../../../src/core/program/live.ts";
import { programSchema } from "../../../src/core/program/schema.ts";
import { weighed, type Weights } from "../../../src/core/program/weights.ts";
import { decideSlots } from "../../../src/core/targeting/decide.ts";
import { joinTrials } from "../../../src/core/targeting/join.ts";
import { isSame } from "../../../src/core/targeting/decision-record.ts";
import { recordOf } from "../../../src/core/targeting/record.ts";
import { asRecorded, replayed } from "../../../src/core/targeting/replay.ts";
import { expose, keptTrials, type Trials } from "../../../src/core/targeting/trial.ts";
import { sumsChanged } from "../../../src/core/targeting/trial-sums.ts";
import { variantWeights } from "../../../src/core/targeting/weigh.ts";
import { testProgram } from "../../support/program.ts";
import { liveTestProgram, permitOf, situationOf } from "../../support/situation.ts";

const content = { en: { headline: "x" }, de: { headline: "x" } };
const BY_MOOD = { attribute: "mood", values: ["glad", "sad"] };
const BY_AUDIENCE = { audiences: ["lookers", "sad-ones"] };
const learning = (by: unknown) => ({
  ...{ key: "learns", slot: "quiet", purpose: "personal", priority: 9, goals: ["looked"], experiment: { bandit: { goal: "looked", by } } },
  variants: ["a", "b"].map((key) => ({ key, content })),
});
const changed = (by: unknown) => ({
  goals: [{ key: "looked", event: "Product Viewed", purpose: "personal", window: "P7D" }],
  audiences: [
    { key: "lookers", purpose: "personal", when: { shoeViews: { $gte: 3 } } },
    { key: "sad-ones", purpose: "personal", when: { mood: "sad" } },
    { key: "passers", purpose: "contextual", when: { campaign: "winter" } },
  ],
  experiences: [...(testProgram()["experiences"] as object[]), learning(by)],
});
const made = (by: unknown): Promise<LiveProgram> => liveTestProgram(changed(by));
const drawing = (program: LiveProgram, weights: Weights): LiveProgram => liveProgram(weighed(program.compiled, weights), program.site);
const ALL = 31;
const at = (values: object, unit = "sub_1", sticky = {}) => [values as Record<string, unknown>, ALL, { unit, sticky }] as const;
const shown = (program: LiveProgram, ...[values, mask, more]: ReturnType<typeof at>) =>
  decideSlots(program, ["quiet"], situationOf(program, values, mask, more))[0];

describe("a bandit that learns by contexts", () => {
  it("draws each unit by the weights of its own, and whoever is in none by those of everybody else", async () => {
    const program = drawing(await made(BY_MOOD), {
      "learns@glad": { a: 1, b: 0 },
      "learns@sad": { a: 0, b: 1 },
      "learns@*": { a: 0, b: 1 },
    });
    fc.assert(
      fc.property(fc.uuid(), (unit) => {
        expect(shown(program, ...at({ mood: "glad" }, unit))).toMatchObject({ variant: "a", context: "glad" });
        expect(shown(program, ...at({ mood: "sad" }, unit))).toMatchObject({ variant: "b", context: "sad" });
        for (const mood of ["else", undefined, 7])
          expect(shown(program, ...at({ mood }, unit))).toMatchObject({ variant: "b", context: "*" });
        expect(shown(program, ...at({ mood: "glad" }, unit, { learns: "b" }))).toMatchObject({ variant: "b", context: "glad" });
      }),
      { numRuns: 30 },
    );
    expect(shown(program, ...at({ mood: "glad" }))?.because.map(({ attribute }) => attribute)).toEqual(["mood"]);
  });

  it("takes the first audience that holds, of what its purpose may see", async () => {
    const program = await made(BY_AUDIENCE);
    expect(shown(program, ...at({ shoeViews: 3, mood: "sad" }))?.context).toBe("lookers");
    expect(shown(program, ...at({ shoeViews: 2, mood: "sad" }))?.context).toBe("sad-ones");
    expect(shown(program, ...at({ mood: "glad" }))?.context).toBe("*");
  });

  it("is decided the same again from its record by the weights of its context, whatever is learned since", async () => {
    const program = await made(BY_AUDIENCE);
    const [then, now] = [{ "learns@lookers": { a: 0.9, b: 0.1 } }, { "learns@lookers": { a: 0.05, b: 0.95 } }].map((weights) =>
      drawing(program, weights),
    );
    if (!then || !now) throw new Error("no program");
    let moved = 0;
    for (let unit = 0; unit < 60; unit++) {
      const permit = permitOf(ALL);
      const values = program.attributes.map(({ key }) => (key === "shoeViews" ? 5 : undefined));
      const situation = situationOf(then, {}, ALL, { gate: new Gate(then, permit, values, true), unit: `sub_${unit}`, sticky: {} });
      const variant = decideSlots(then, ["quiet"], situation)[0]?.variant ?? "";
      const what = { id: "x", experience: "learns", variant, rule: "r", program: then.hash, situation, permit, sensitiveFree: true };
      const record = recordOf(then, what);
      if (!record) throw new Error("no record");
      expect(record.view?.weights).toEqual({ "learns@lookers": { a: 0.9, b: 0.1 } });
      if (!isSame(record, replayed(now, record))) moved += 1;
      expect(isSame(record, replayed(asRecorded(now, record), record))).toBe(true);
    }
    expect(moved).toBeGreaterThan(20);
  });

  it("counts what came of a unit in the context of its first exposure, in any order; that context goes with the purpose that could see it", async () => {
    const program = await made(BY_MOOD);
    const [first, later] = [
      { experience: "learns", variant: "a", context: "sad", at: 10 },
      { experience: "learns", variant: "a", context: "glad", at: 20 },
    ];
    const events = [{ name: "Product Viewed", at: 30, fields: {} }];
    const fold = (all: readonly (typeof first)[]): Trials =>
      all.reduce<Trials>((known, item) => expose(program, known, item, events, ALL), {});
    expect(fold([later, first])).toEqual(fold([first, later]));
    const cells = sumsChanged({}, fold([later, first])).map(({ goal, n, sum }) => [goal, n, sum]);
    expect(cells).toEqual([
      ["*", 1, 0],
      ["looked", 1, 1],
      ["looked@sad", 1, 1],
    ]);
    const moved = sumsChanged(fold([later]), fold([later, first])).map(({ goal, n, sum }) => [goal, n, sum]);
    expect(moved).toEqual([
      ["looked@sad", 1, 1],
      ["looked@glad", -1, -1],
    ]);
    const joined = joinTrials(fold([later]), fold([first]), "sub_2").root["learns"];
    expect(joined).toMatchObject({ at: 10, context: "sad" });
    expect(keptTrials(program, fold([first]), 0b0010)["learns"]?.context).toBeUndefined();
    expect(keptTrials(program, fold([first]), ALL)["learns"]?.context).toBe("sad");
  });

  it("is weighed in each context by itself", async () => {
    const program = await made(BY_MOOD);
    const experience = program.experienceOf.get("learns");
    if (!experience) throw new Error("no such experience");
    const cell = (variant: string, context: string, sum: number) => ({
      ...{
        experience: "learns",
        variant,
        goal: `looked@${context}`,
        n: 1_000,
        sum,
        sumSquares: sum,
        before: 0,
        beforeSquares: 0,
        product: 0,
      },
    });
    const cells = [cell("a", "glad", 10), cell("b", "glad", 200), cell("a", "sad", 200), cell("b", "sad", 10)];
    expect(variantWeights(program.compiled, experience, cells, "glad")).toEqual({ a: 0.05, b: 0.95 });
    expect(variantWeights(program.compiled, experience, cells, "sad")).toEqual({ a: 0.95, b: 0.05 });
    expect(variantWeights(program.compiled, experience, cells, "*")).toEqual({ a: 0.5, b: 0.5 });
  });
});

describe("what a bandit may learn by", () => {
  const found = (by: unknown): readonly (readonly [string, string])[] =>
    lintProgram(programSchema().parse(testProgram(changed(by)))).map(
      ({ code, path }) => [code, path.split(".bandit.")[1] ?? path] as const,
    );

  it.each([
    ["a value the request brings", BY_MOOD, []],
    ["audiences of its purpose", BY_AUDIENCE, []],
    ["what was kept of a person", { attribute: "lastProduct", values: ["x"] }, [["E142", "by.attribute"]]],
    ["what its purpose may not look at", { attribute: "campaign", values: ["winter"] }, [["E103", "by.campaign"]]],
    ["what nobody declared", { attribute: "nope", values: ["x"] }, [["E109", "by.nope"]]],
    ["an audience found out for another purpose", { audiences: ["passers"] }, [["E117", "by.$audience"]]],
    ["the same value twice", { attribute: "mood", values: ["x", "x"] }, [["E104", "by.values.1"]]],
  ] as const)("%s", (_, by, expected) => {
    expect(found(by)).toEqual(expected);
  });

  it("is a closed set of at most twenty", () => {
    const parses = (by: unknown): boolean => programSchema().safeParse(testProgram(changed(by))).success;
    const values = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`);
    expect([
      parses({ attribute: "mood" }),
      parses({ attribute: "mood", values: values(20) }),
      parses({ attribute: "mood", values: ["a:b"] }),
    ]).toEqual([false, false, false]);
    expect(parses({ attribute: "mood", values: values(19) })).toBe(true);
  });
});
