import fc from "fast-check";
import { expect, it } from "vitest";
import { afterText, readAfter } from "../../../src/core/exchange/journey-page.ts";
import { lineOf } from "../../../src/core/exchange/journey-line.ts";
import type { Entered } from "../../../src/core/exchange/journey.ts";
import { aboutOf, mayBeTold } from "../../../src/core/exchange/journey-told.ts";
import { askingProgram } from "../../support/asks.ts";
import { liveTestProgram, permitOf, situationOf } from "../../support/situation.ts";

it("a cursor says where a page begins, and nothing else is one", () => {
  const id = fc.stringMatching(/^exc_[\w-]{1,80}$/);
  fc.assert(
    fc.property(fc.record({ at: fc.nat(4e12), id }), (after) => {
      expect(readAfter(afterText(after))).toEqual(after);
    }),
  );
  for (const text of ["", "1", "1.", "1.sub_00", "-1.exc_1", "1.exc_1'", "1.exc_"]) expect(readAfter(text), text).toBeNull();
});

it("page after page has every step once, in one line of time, however many fall on one instant", () => {
  const entered = (at: number): Entered => ({
    kind: "entered",
    moment: { key: String(at), name: null },
    because: [],
    at: new Date(at).toISOString(),
  });
  const times = fc.array(fc.nat(12), { maxLength: 40 });
  fc.assert(
    fc.property(times, times, fc.integer({ min: 1, max: 7 }), (answers, others, size) => {
      const newest = answers.toSorted((a, b) => b - a);
      const pages: string[] = [];
      for (let at = 0, before = Number.POSITIVE_INFINITY; at === 0 || at < newest.length; at += size) {
        const last = at + size < newest.length ? newest[at + size - 1] : undefined;
        const page = lineOf(newest.slice(at, at + size).map(entered), others.map(entered), { from: last ?? 0, before });
        pages.push(...page.map((step) => step.at));
        before = last ?? before;
      }
      expect(pages).toEqual([...answers, ...others].toSorted((a, b) => b - a).map((at) => new Date(at).toISOString()));
    }),
  );
});

it("whoever sees data for one purpose knows what was asked for it, while that and what it was asked for is allowed", async () => {
  const sizes = {
    key: "sizes",
    type: "number",
    source: "volunteered",
    purposes: ["personal", "memory"],
    texts: { en: { name: "x" }, de: { name: "x" } },
  };
  const asking = askingProgram();
  const [size, ...others] = asking["asks"] as object[];
  const program = await liveTestProgram({
    ...asking,
    attributes: [...(asking["attributes"] as object[]), sizes],
    reports: [{ key: "sizes", purpose: "memory", attributes: ["sizes"] }],
    asks: [size, ...others, { ...size, key: "twice", attribute: "sizes", purpose: "memory" }],
  });
  const bit = (key: string) => 1 << (program.purposeIndex.get(key) ?? 31);
  const told = (purpose: string, ...allowed: readonly string[]) => {
    const mask = allowed.reduce((all, key) => all | bit(key), 0);
    const tells = mayBeTold(program, permitOf(mask), situationOf(program, {}, mask).gate, program.purposeIndex.get(purpose) ?? -1);
    return program.compiled.asks.filter((ask) => tells(aboutOf(program, ask))).map(({ key }) => key);
  };
  expect(told("personal", "personal", "memory", "contextual", "ads")).toEqual(["size", "town", "twice"]);
  expect(told("personal", "personal", "contextual", "ads")).toEqual(["size", "town"]);
  expect(told("memory", "personal", "memory", "contextual", "ads")).toEqual(["twice"]);
  expect(told("ads", "ads", "contextual")).toEqual(["offers"]);
  expect(told("ads", "ads")).toEqual([]);
  expect(told("personal", "memory")).toEqual([]);
});
