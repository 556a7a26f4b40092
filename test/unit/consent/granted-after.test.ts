import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyRecord, type ConsentRecord } from "../../../src/core/consent/choose.ts";
import { mergeDecisions, unmergeDecisions } from "../../../src/core/consent/merge.ts";
import { grantedAfter, NOTHING_SAID, reconcile, type ConsentState, type PurposeRecord } from "../../../src/core/consent/state.ts";

const LONG = 1_000;
const END = 50;

interface Said {
  readonly at: number;
  readonly state: PurposeRecord["state"];
}

const history = fc
  .uniqueArray(
    fc.record({
      at: fc.integer({ min: 1, max: END }),
      state: fc.constantFrom<PurposeRecord["state"]>("granted", "granted", "denied", "withdrawn", "expired"),
    }),
    { selector: ({ at }) => at, maxLength: 6 },
  )
  .map((list) => list.toSorted((a, b) => a.at - b.at));

const before: Omit<ConsentRecord, "at" | "decisions"> = {
  site: "pk_x",
  controller: "x",
  method: "banner",
  notice: null,
  rule: "DEFAULT",
  rulesVersion: "1",
  signals: { gpc: false },
  evidence: null,
  age: null,
  none: null,
};

function folded(said: readonly Said[]): ConsentState {
  return said.reduce<ConsentState>(
    (state, { at, state: decision }) =>
      applyRecord(state, { ...before, at, decisions: { p: { state: decision, until: at + LONG } } }, state.version + 1),
    NOTHING_SAID,
  );
}

const allows = (state: ConsentState, taken: number): boolean =>
  state.decisions["p"]?.state === "granted" && !grantedAfter(state, taken).includes("p");

/** Written from the words: a yes now, and nothing but yeses in force from then to now. */
function wasAllowedThroughout(said: readonly Said[], taken: number): boolean {
  const inForce = said.findLast(({ at }) => at <= taken);
  const since = said.filter(({ at }) => at > taken);
  return said.at(-1)?.state === "granted" && [...(inForce ? [inForce] : []), ...since].every(({ state }) => state === "granted");
}

describe("a yes after a no", () => {
  it("speaks of what was taken since, and of nothing from before", () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 0, max: END + 1 }), (said, taken) => {
        expect(allows(folded(said), taken)).toBe(wasAllowedThroughout(said, taken));
      }),
    );
  });

  it("says no more when two records are made one, are parted again, or a pass comes back to the register", () => {
    fc.assert(
      fc.property(history, history, fc.integer({ min: 0, max: END + 1 }), (said, other, taken) => {
        const [a, b] = [folded(said), folded(other)];
        const carried = {
          ...a,
          decisions: Object.fromEntries(Object.entries(a.decisions).map(([key, { since: _, ...told }]) => [key, told])),
        };
        const joined = { ...a, decisions: mergeDecisions(a, b) };
        const parted = { ...b, decisions: unmergeDecisions(b, joined, END) };
        const spoken = [a, b].filter(({ decisions }) => decisions["p"] && decisions["p"].state !== "expired");
        for (const state of [joined, parted]) if (allows(state, taken)) expect(spoken.every((one) => allows(one, taken))).toBe(true);
        expect(grantedAfter(reconcile(carried, a), taken)).toEqual(grantedAfter(a, taken));
      }),
    );
  });
});
