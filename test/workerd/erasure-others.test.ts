import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import { bindings } from "./bindings.ts";
import { NOON } from "./client.ts";
import { erase, everything, finish } from "./erasing.ts";
import { merge, unmerge } from "./merging.ts";
import { person, publishTellable } from "./people.ts";
import { deliver, keeping } from "./subjects.ts";

const SEED = 20_261_126;
const RUNS = 6;
const HOUR = 3_600_000;

beforeAll(publishTellable);

/** Somebody who looked at something, known by a name. */
async function somebody(views: number): Promise<{ readonly subject: SubjectId; readonly user: string }> {
  const { visitor, subject, user } = await person();
  const { env, kept } = keeping(bindings());
  visitor.env = env;
  for (let view = 0; view < views; view++) await visitor.view(`p${view}`);
  expect((await deliver(kept)).retried).toBe(0);
  return { subject, user };
}

/** Third ones, by whose they become: of who is erased, of who stays, or of the first and then the second. */
const thirdArb = fc.record({ whose: fc.constantFrom("gone", "stays", "both"), views: fc.nat({ max: 2 }), isParted: fc.boolean() });

it("whatever third ones were merged to either, erasing one of two changes no row of the other", async () => {
  const property = fc.asyncProperty(fc.array(thirdArb, { maxLength: 3 }), fc.nat({ max: 2 }), async (thirds, views) => {
    const [gone, stays] = [await somebody(views), await somebody(2)];
    const [erased, kept] = [new Set<string>([gone.subject]), new Set<string>([stays.subject, stays.user])];
    for (const { whose, isParted, ...third } of thirds) {
      const { subject, user } = await somebody(third.views);
      expect((await merge(whose === "stays" ? stays.subject : gone.subject, subject)).status).toBe(200);
      if (isParted || whose === "both") expect((await unmerge(subject)).status).toBe(200);
      if (whose === "both") expect((await merge(stays.subject, subject)).status).toBe(200);
      if (whose === "gone" && !isParted) erased.add(subject);
      else for (const name of [subject, user]) kept.add(name);
    }
    const linesOfOther = async (): Promise<readonly string[]> => {
      const lines = (await everything()).split("\n");
      return lines.filter((line) => names(line, kept) && !names(line, erased)).toSorted();
    };
    const before = await linesOfOther();
    expect(before.length).toBeGreaterThan(4);
    await erase(gone.subject);
    expect(await linesOfOther()).toEqual(before);
    await finish(NOON + HOUR);
    expect(await linesOfOther()).toEqual(before);
  });
  await fc.assert(property, { seed: SEED, numRuns: RUNS, endOnFailure: true });
}, 300_000);

function names(line: string, some: ReadonlySet<string>): boolean {
  return [...some].some((name) => line.includes(name));
}
