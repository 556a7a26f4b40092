import { expect, it } from "vitest";
import { lintProgram } from "../../../src/core/program/lint.ts";
import { programSchema } from "../../../src/core/program/schema.ts";
import { testProgram } from "../../support/program.ts";

const base = testProgram();
const named = { en: { name: "x" }, de: { name: "x" } };
const OFFER = { key: "welcome", benefit: { kind: "percent", value: 10 }, texts: named };

/** A brand that keeps an income for its memory, to find the rich by. */
const codesWith = (changes: object) =>
  lintProgram(
    programSchema().parse({
      ...base,
      attributes: [
        ...(base["attributes"] as object[]),
        { key: "income", type: "number", source: "volunteered", purposes: ["memory"], texts: named },
      ],
      audiences: [{ key: "rich", purpose: "memory", when: { income: { $gte: 9 } } }],
      ...changes,
    }),
  ).map(({ code, path }) => `${code} ${path}`);

it("warns of a purpose that keeps what people tell and gives nothing for it, until something is", () => {
  expect(codesWith({})).toEqual(["W233 purposes.1"]);
  expect(codesWith({ offers: [{ ...OFFER, for: ["memory"] }] })).toEqual([]);
  expect(codesWith({ offers: [{ ...OFFER, audience: "rich" }] })).toEqual([]);
  expect(codesWith({ offers: [OFFER] })).toEqual(["W233 purposes.1"]);
});

it("refuses an offer that is given for a purpose nobody defined", () => {
  expect(codesWith({ offers: [{ ...OFFER, for: ["memory", "nothing"] }] })).toEqual(["E109 offers.0.for.1"]);
});
