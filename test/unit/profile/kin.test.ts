import fc from "fast-check";
import { expect, it } from "vitest";
import { subjectId, type SubjectId } from "../../../src/core/kernel/ids.ts";
import { kinOf, type Standing } from "../../../src/core/profile/kin.ts";

const RECORDS = Array.from({ length: 12 }, (_, at) => subjectId(new Uint8Array(16).fill(at)));

/** Records that were merged to one before them, or stand by themselves; and some that are guessed to belong together. */
const people = fc.record({
  roots: fc.tuple(...RECORDS.map((_, at) => fc.option(fc.nat(Math.max(0, at - 1)), { nil: null }))),
  guessed: fc.subarray(RECORDS),
  start: fc.constantFrom(...RECORDS),
});

type People = typeof people extends fc.Arbitrary<infer T> ? T : never;

function standingsOf({ roots }: People): ReadonlyMap<SubjectId, Standing> {
  const rootOf = (at: number): SubjectId | null => (at === 0 ? null : (RECORDS[roots[at] ?? -1] ?? null));
  return new Map(
    RECORDS.map((record, at) => [record, { root: rootOf(at), children: RECORDS.filter((_, child) => rootOf(child) === record) }]),
  );
}

/** The root of a record, by nothing but its way up. */
function topOf(all: ReadonlyMap<SubjectId, Standing>, record: SubjectId): SubjectId {
  const root = all.get(record)?.root;
  return root ? topOf(all, root) : record;
}

it("a person's records are the same whatever was guessed, and asked for once where the guess had them all", () => {
  fc.assert(
    fc.property(people, (some) => {
      const all = standingsOf(some);
      const expected = RECORDS.filter((record) => topOf(all, record) === topOf(all, some.start)).toSorted();
      const read = new Map<SubjectId, Standing>();
      const wanted = [...new Set([some.start, ...some.guessed])];
      let asked = 0;
      for (let missing: readonly SubjectId[] = wanted; missing.length > 0; asked++) {
        for (const record of missing) read.set(record, all.get(record) ?? { root: null, children: [] });
        missing = kinOf(read, some.start).missing;
      }
      const { root, records } = kinOf(read, some.start);
      expect([root, records.toSorted()]).toEqual([topOf(all, some.start), expected]);
      if (expected.every((record) => wanted.includes(record))) expect(asked).toBe(1);
    }),
  );
});

it("records that point in a circle are nobody's, and end the search", () => {
  const [a, b] = RECORDS as [SubjectId, SubjectId];
  const circle = new Map<SubjectId, Standing>([
    [a, { root: b, children: [] }],
    [b, { root: a, children: [] }],
  ]);
  expect(kinOf(circle, a)).toEqual({ root: null, records: [], missing: [] });
});
