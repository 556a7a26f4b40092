import { beforeAll, describe, expect, it } from "vitest";
import { allDatabases } from "../../src/storage/shards.ts";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { Browser, MINUTE, NOON, publish } from "./client.ts";
import { merge, unmerge } from "./merging.ts";
import { deliver, keeping, rowsOf, subjectOf, YES } from "./subjects.ts";

const content = { en: { headline: "x" }, de: { headline: "x" } };
const trial = (key: string, weights: readonly [number, number] = [1, 1]) => ({
  key,
  slot: "quiet",
  purpose: "personal",
  priority: 99,
  variants: ["a", "b"].map((name, index) => ({ key: name, weight: weights[index], content })),
});
const run = (experience: object) => publish(testProgram({ experiences: [...(testProgram()["experiences"] as object[]), experience] }));

beforeAll(async () => {
  expect((await run(trial("first"))).status).toBe(201);
});

const variantOf = async (visitor: Browser): Promise<string> => (await visitor.decide(["quiet"])).json.decisions.quiet.variant;

/** Somebody who is drawn this variant; seen and counted, if wanted. */
async function drawn(variant: string, isSeen: boolean): Promise<Browser> {
  for (;;) {
    const visitor = new Browser();
    await visitor.choose(YES);
    if ((await variantOf(visitor)) !== variant) continue;
    if (isSeen) await see(visitor);
    return visitor;
  }
}

async function see(visitor: Browser): Promise<void> {
  const { env, kept } = keeping(bindings());
  const token = (await visitor.decide(["quiet"])).json.decisions.quiet.exposure;
  visitor.env = env;
  expect((await visitor.ask("/v1/exposures", { body: { exposures: [token] } })).json.accepted).toBe(1);
  visitor.env = undefined;
  await deliver([...kept, ...kept]);
}

async function later(visitor: Browser): Promise<Browser> {
  visitor.now += MINUTE;
  await visitor.renew();
  return visitor;
}

/** Units by variant and what they are counted as, over all databases. */
async function sums(experience: string): Promise<Record<string, number>> {
  const parts = await Promise.all(
    allDatabases(bindings()).map(({ db }) =>
      db
        .prepare("SELECT variant || goal AS cell, n FROM trial_sum WHERE experience = ?1")
        .bind(experience)
        .all<{ cell: string; n: number }>(),
    ),
  );
  const cells: Record<string, number> = {};
  for (const { cell, n } of parts.flatMap(({ results }) => results)) cells[cell] = (cells[cell] ?? 0) + n;
  return Object.fromEntries(Object.entries(cells).filter(([, n]) => n !== 0));
}

describe("a variant that was seen", () => {
  it("stays when the person signs in to somebody who saw none, on their other devices, and when they part again; counted once", async () => {
    await run(trial("joined"));
    const [root, child] = [await drawn("a", false), await drawn("b", true)];
    const [rootId, childId] = [await subjectOf(root), await subjectOf(child)];
    expect(await sums("joined")).toEqual({ "b*": 1 });
    expect((await merge(rootId, childId)).status).toBe(200);
    for (const device of [child, root]) {
      expect(await subjectOf(await later(await later(device)))).toBe(rootId);
      expect(await variantOf(device)).toBe("b");
    }
    expect(await sums("joined")).toEqual({ "b*": 1 });
    const before = await rowsOf("profile", "trial_sum");
    await merge(rootId, childId);
    expect(await rowsOf("profile", "trial_sum")).toBe(before);
    expect((await unmerge(childId)).status).toBe(200);
    for (const device of [child, root]) expect(await variantOf(await later(await later(await later(device))))).toBe("b");
    expect(await sums("joined")).toEqual({ "b*": 1 });
  });

  it("gives way to the root's where both saw different ones: once, marked, out of the analysis, and for good", async () => {
    await run(trial("differing"));
    const [root, child] = [await drawn("a", true), await drawn("b", true)];
    const [rootId, childId] = [await subjectOf(root), await subjectOf(child)];
    expect(await sums("differing")).toEqual({ "a*": 1, "b*": 1 });
    await merge(rootId, childId);
    expect(await sums("differing")).toEqual({ "a!": 1 });
    for (const device of [child, root]) expect(await variantOf(await later(await later(device)))).toBe("a");
    await see(child);
    await unmerge(childId);
    for (const device of [child, root]) {
      await later(await later(await later(device)));
      expect(await variantOf(device)).toBe("a");
      await see(device);
    }
    expect(await sums("differing")).toEqual({ "a!": 1 });
  });

  it("stays when the program is published with other weights: at once in its browser, and for whoever asks for the person", async () => {
    await run(trial("weighed"));
    const visitor = await drawn("b", true);
    const fresh = await drawn("b", false);
    await run(trial("weighed", [1, 0]));
    expect(await variantOf(visitor)).toBe("b");
    expect(await variantOf(fresh)).toBe("a");
    expect(await variantOf(await later(await later(visitor)))).toBe("b");
  });

  it("does not stay where nothing may be remembered", async () => {
    await run(trial("forgotten"));
    const visitor = new Browser();
    for (let variant = "a"; variant !== "b"; variant = await variantOf(visitor)) {
      visitor.jar.clear();
      await visitor.choose({ personal: true, memory: false });
    }
    await see(visitor);
    await run(trial("forgotten", [1, 0]));
    expect(await variantOf(await later(visitor))).toBe("a");
    expect(visitor.now).toBe(NOON + MINUTE);
  });
});
