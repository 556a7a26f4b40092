import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeDecisions, mergeNone, unmergeDecisions } from "../../../src/core/consent/merge.ts";
import { isNo, NOTHING_SAID, saidOf, type ConsentState, type PurposeRecord } from "../../../src/core/consent/state.ts";

const NOW = 1_000;
const KEYS = ["a", "b", "c"];
const anyRecord: fc.Arbitrary<PurposeRecord> = fc
  .record({
    state: fc.constantFrom<PurposeRecord["state"]>("granted", "denied", "withdrawn", "expired"),
    until: fc.integer({ min: NOW - 5, max: NOW + 5 }),
    meaning: fc.constantFrom("old", "new"),
  })
  .map(({ meaning, ...record }) => (record.state === "granted" ? { ...record, meaning } : record));
const anyState: fc.Arbitrary<ConsentState> = fc
  .record({
    decisions: fc.dictionary(fc.constantFrom(...KEYS, "@partner"), anyRecord, { noNullPrototype: true }),
    none: fc.option(fc.integer({ min: NOW - 5, max: NOW + 5 })),
  })
  .map((parts) => ({ ...NOTHING_SAID, ...parts }));

const merged = (a: ConsentState, b: ConsentState): ConsentState => ({ ...a, decisions: mergeDecisions(a, b), none: mergeNone(a, b) });
const unmerged = (frozen: ConsentState, since: ConsentState): ConsentState => ({
  ...since,
  decisions: { ...since.decisions, ...unmergeDecisions(frozen, since, NOW) },
  none: mergeNone(frozen, since),
});
const yes = (state: ConsentState, key: string): PurposeRecord | null => {
  const said = saidOf(state, key);
  return said?.state === "granted" ? said : null;
};

describe("merging two records of one person", () => {
  it("lets an explicit no win over a yes and a yes over nothing said, whichever is the root", () => {
    fc.assert(
      fc.property(anyState, anyState, (a, b) => {
        const both = merged(a, b);
        for (const key of KEYS) {
          const [one, other, result] = [saidOf(a, key), saidOf(b, key), saidOf(both, key)];
          if (isNo(one) || isNo(other)) expect(isNo(result)).toBe(true);
          else expect(result?.state === "granted").toBe(one?.state === "granted" || other?.state === "granted");
          expect(saidOf(merged(b, a), key)?.state).toBe(result?.state);
        }
      }),
    );
  });

  it("changes nothing the second time, and never prolongs a yes both gave", () => {
    fc.assert(
      fc.property(anyState, anyState, (a, b) => {
        const both = merged(a, b);
        expect(merged(both, b).decisions).toEqual(both.decisions);
        for (const key of KEYS) {
          const [one, other] = [yes(a, key), yes(b, key)];
          if (one && other && yes(both, key)) expect(yes(both, key)?.until).toBe(Math.min(one.until, other.until));
        }
      }),
    );
  });

  it("keeps a no to a partner, and a withdrawal of everything is none of that", () => {
    const none: ConsentState = { ...NOTHING_SAID, none: NOW + 5 };
    const refused: ConsentState = { ...NOTHING_SAID, decisions: { "@partner": { state: "denied", until: NOW + 5 } } };
    expect(mergeDecisions(none, refused)).toEqual({ "@partner": { state: "denied", until: NOW + 5 } });
    expect(mergeDecisions(none, { ...NOTHING_SAID, decisions: { a: { state: "granted", until: NOW + 5 } } })["a"]?.state).toBe("withdrawn");
  });
});

describe("unmerging them", () => {
  it("leaves each the stricter of what it held and of all that was said since", () => {
    fc.assert(
      fc.property(anyState, anyState, (frozen, since) => {
        const left = unmerged(frozen, since);
        for (const key of KEYS) {
          const [before, after, result] = [saidOf(frozen, key), saidOf(since, key), saidOf(left, key)];
          if (isNo(before) || isNo(after)) expect(isNo(result)).toBe(true);
          if (result?.state === "granted") expect([before?.state, after?.state]).toEqual(["granted", "granted"]);
        }
      }),
    );
  });
});
