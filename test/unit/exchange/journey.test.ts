import fc from "fast-check";
import { expect, it } from "vitest";
import { afterText, readAfter } from "../../../src/core/exchange/journey-page.ts";
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
