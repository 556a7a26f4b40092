import { expect, it } from "vitest";
import { lintProgram } from "../../../src/core/program/lint.ts";
import { programSchema } from "../../../src/core/program/schema.ts";
import { testProgram } from "../../support/program.ts";

const AT = (testProgram()["experiences"] as object[]).length;

/** What is found of the test brand with a bandit whose variants have these weights. */
function found(weights: readonly (number | undefined)[]): readonly (readonly [string, string])[] {
  const variants = weights.map((weight, at) => ({ key: `v${at}`, weight, content: { en: {}, de: {} } }));
  const bandit = { key: "learns", slot: "quiet", purpose: "personal", goals: ["g"], experiment: { bandit: { goal: "g" } }, variants };
  const goals = [{ key: "g", event: "Product Viewed", purpose: "personal", window: "P1D" }];
  const program = programSchema().parse(testProgram({ goals, experiences: [...(testProgram()["experiences"] as object[]), bandit] }));
  return lintProgram(program).map(({ code, path }) => [code, path] as const);
}

it("a bandit has variants to choose from, and weighs them itself", () => {
  expect(found([undefined, undefined])).toEqual([]);
  expect(found([undefined])).toEqual([["E127", `experiences.${AT}.variants`]]);
  expect(found([1, 2])).toEqual([["E127", `experiences.${AT}.variants.1.weight`]]);
});
