import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { chooseAsk, type Question } from "../../../src/core/exchange/ask.ts";
import { benefitFor } from "../../../src/core/exchange/benefit.ts";
import { putText, readPut } from "../../../src/core/exchange/put.ts";
import { lintProgram } from "../../../src/core/program/lint.ts";
import type { LiveProgram } from "../../../src/core/program/live.ts";
import { programSchema } from "../../../src/core/program/schema.ts";
import { benefitsProgram } from "../../support/asks.ts";
import { liveTestProgram, permitOf, situationOf } from "../../support/situation.ts";

const NOON = Date.parse("2026-11-25T12:00:00Z");
const ALL = 0b11111;

let program: LiveProgram;
beforeAll(async () => {
  program = await liveTestProgram(benefitsProgram());
});

function askOf(values: object, { unit = "sub_00", omitted = [] as readonly string[] } = {}): Question | null {
  const permit = { ...permitOf(ALL), why: program.compiled.purposes.map(() => "granted" as const) };
  const { gate } = situationOf(program, { ...values }, ALL);
  return chooseAsk(program, ["aside"], { gate, permit, rests: {}, omitted, unit, now: NOON, locale: "en" });
}

describe("the benefit of a question", () => {
  it("is that of the first audience that holds, else one by weight", () => {
    expect(askOf({ age: 70 })).toMatchObject({ key: "size", variant: "call", kind: "advice", benefit: "A call" });
    expect(askOf({ age: 30 })?.variant).not.toBe("call");
    expect(askOf({ age: 70 }, { omitted: ["age"] })?.variant).not.toBe("call");
  });

  it("sticks to its unit, falls by weight, and is the first for nobody", () => {
    const [ask] = program.asks;
    if (!ask) throw new Error("no ask");
    const drawn = (unit: string | null) => benefitFor(ask, unit, () => false)?.key;
    expect(drawn(null)).toBe("early");
    fc.assert(fc.property(fc.string(), (unit) => drawn(unit) !== "call" && drawn(unit) === drawn(unit.slice())));
    const units = Array.from({ length: 4_000 }, (_, at) => drawn(`sub_${at}`));
    const share = units.filter((key) => key === "early").length / units.length;
    expect(share).toBeGreaterThan(0.72);
    expect(share).toBeLessThan(0.78);
    expect(benefitFor({ key: "x", benefits: [] }, "u", () => true)).toBeNull();
  });

  it("is told by the token of the question", () => {
    const key = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,47}$/);
    fc.assert(
      fc.property(key, fc.option(key), fc.nat(2 ** 31), (ask, variant, at) => {
        expect(readPut(`${putText({ ask, variant, at })}.mac`)?.put).toEqual({ ask, variant, at });
      }),
    );
  });
});

describe("the linter, of several benefits,", () => {
  const found = (at: number, change: object) => {
    const document = benefitsProgram();
    const [size, ...others] = document["asks"] as { benefits: object[] }[];
    const benefits = size?.benefits.map((item, index) => (index === at ? { ...item, ...change } : item));
    return lintProgram(programSchema().parse({ ...document, asks: [{ ...size, benefits }, ...others] }));
  };
  const cases: Readonly<Record<string, readonly [at: number, change: object, code: string, path: string]>> = {
    "refuses an audience that is not there": [0, { audience: "none" }, "E109", "0.audience.$audience"],
    "refuses a weight beside an audience": [0, { weight: 2 }, "E154", "0.weight"],
    "refuses one of several without a weight": [1, { weight: undefined }, "E154", "1.weight"],
    "refuses a key twice": [2, { key: "early" }, "E104", "2.key"],
    "refuses a missing language": [1, { texts: { en: { benefit: "x" } } }, "E106", "1.texts.de"],
    "warns of an audience twice": [1, { audience: "older", weight: undefined }, "W230", "1.audience"],
  };
  it.each(Object.entries(cases))("%s", (_, [at, change, code, path]) => {
    expect(found(at, change)).toContainEqual(expect.objectContaining({ code, path: `asks.0.benefits.${path}` }));
  });

  it("refuses an audience found out for another purpose", () => {
    const document = benefitsProgram();
    const audiences = [{ key: "older", purpose: "contextual", when: {} }];
    const codes = lintProgram(programSchema().parse({ ...document, audiences })).map(({ code, path }) => `${code} ${path}`);
    expect(codes).toContain("E117 asks.0.benefits.0.audience.$audience");
    expect(found(0, {}).map(({ code }) => code)).toEqual(["W234"]);
  });
});
