import { describe, expect, it } from "vitest";
import { askResultsOf, type AskCount } from "../../../src/core/targeting/ask-results.ts";
import type { CompiledAsk, CompiledBenefit } from "../../../src/core/program/compiled-ask.ts";

const benefit = (key: string, isForSome = false) => ({ key, isForSome, weight: 1 }) as CompiledBenefit;
const ask = { key: "size", benefits: [benefit("call", true), benefit("a"), benefit("b")] } as unknown as CompiledAsk;
const count = (variant: string, asked: number, answered: number, refused = 0, reassigned: 0 | 1 = 0): AskCount => ({
  ...{ variant, asked, answered, refused, reassigned },
});

describe("what a question came to", () => {
  it("compares the share that answered among the benefits that are drawn, over all databases", () => {
    const counts = [count("a", 120, 30, 50), count("a", 80, 10), count("b", 200, 70, 9), count("call", 40, 20), count("b", 30, 30, 0, 1)];
    const { control, sampleRatio, reassigned, variants } = askResultsOf(ask, counts, 0.05);
    expect({ control, reassigned, sampleRatio }).toEqual({ control: "a", reassigned: 30, sampleRatio: { pValue: 1, mismatch: false } });
    expect(variants).toMatchObject([
      { variant: "call", asked: 40, answered: 20, refused: null, rate: 0.5, compared: "not-drawn" },
      { variant: "a", asked: 200, answered: 40, refused: 50, rate: 0.2, compared: "control" },
      { variant: "b", asked: 200, answered: 70, refused: null, rate: 0.35, compared: { effect: expect.closeTo(0.75, 10) } },
    ]);
    const compared = variants[2]?.compared;
    if (typeof compared !== "object") throw new Error("b was not compared");
    expect(compared.tTest.pValue).toBeLessThan(0.05);
    expect(compared.tTest.interval[0]).toBeGreaterThan(0);
  });

  it("says when people are not spread as the weights say", () => {
    expect(askResultsOf(ask, [count("a", 300, 40), count("b", 200, 40)], 0.05).sampleRatio?.mismatch).toBe(true);
  });

  it("tells no number under ten, nor what would give one away", () => {
    const { variants, sampleRatio } = askResultsOf(ask, [count("a", 9, 9), count("b", 500, 9, 9)], 0.05);
    expect(sampleRatio).toEqual({ pValue: null, mismatch: true });
    expect(askResultsOf(ask, [count("a", 5, 0), count("b", 4, 0)], 0.05).sampleRatio).toBeNull();
    expect(variants[1]).toEqual({ variant: "a", asked: null, answered: null, refused: null, rate: null, compared: "too-few" });
    expect(variants[2]).toEqual({ variant: "b", asked: 500, answered: null, refused: null, rate: null, compared: "too-few" });
  });

  it("tells an answer rate of a question with one benefit", () => {
    const [only, ...others] = askResultsOf({ ...ask, benefits: [] }, [count("", 40, 10)], 0.05).variants;
    expect([only, others]).toMatchObject([{ variant: null, asked: 40, rate: 0.25, compared: "not-drawn" }, []]);
  });
});
