import { beforeAll, describe, expect, it } from "vitest";
import { readSubject } from "../../src/storage/register.ts";
import type { SealedMessage } from "../../src/storage/bindings.ts";
import { allDatabases, shardOf } from "../../src/storage/shards.ts";
import { runCron } from "../../src/jobs/cron.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { deliver, keeping, rowsOf, subjectOf, YES } from "./subjects.ts";

const content = { en: { headline: "x" }, de: { headline: "x" } };
const GOALS = [
  { key: "looked", event: "Product Viewed", purpose: "personal", window: "P7D" },
  { key: "worth", event: "Product Viewed", purpose: "personal", window: "P7D", value: "price" },
];
const TRIAL = {
  key: "trial",
  slot: "quiet",
  purpose: "personal",
  variants: ["a", "b"].map((key) => ({ key, content })),
  goals: ["looked", "worth"],
};

beforeAll(async () => {
  await publish(testProgram({ goals: GOALS, experiences: [...(testProgram()["experiences"] as object[]), TRIAL] }));
});

const UNTOLD = { units: null, reassigned: null };
const results = async (query = "", key = SECRET_KEY) => request(`/v1/experiments/trial/results?site=pk_acme_main${query}`, { key });

/** Somebody who sees the experiment; what they do goes to the queue and no further. */
async function unit(): Promise<{
  readonly visitor: Browser;
  readonly variant: string;
  readonly token: string;
  readonly kept: SealedMessage[];
}> {
  const visitor = new Browser();
  await visitor.choose(YES);
  const { env, kept } = keeping(bindings());
  visitor.env = env;
  const { variant, exposure } = (await visitor.decide()).json.decisions.quiet;
  return { visitor, variant, token: exposure, kept };
}

describe("results of an experiment", () => {
  it("are exact: each unit once, whatever is replayed, in whatever order it comes, on however many databases", async () => {
    const expected = { a: [0, 0], b: [0, 0] } as Record<string, [number, number]>;
    const all: SealedMessage[] = [];
    for (let at = 0; at < 44; at++) {
      const { visitor, variant, token, kept } = await unit();
      const views = (at % 3) + (variant === "b" ? 1 : 0);
      if (at % 4 === 0) {
        visitor.now = NOON - DAY;
        await visitor.view("before");
      }
      visitor.now = NOON + 1_000;
      for (let view = 0; view < views; view++) await visitor.view(`p${view}`);
      await visitor.ask("/v1/exposures", { body: { exposures: [token] } });
      const cell = (expected[variant] ??= [0, 0]);
      cell[0] += 1;
      cell[1] += views * 10;
      all.push(...(at % 2 === 0 ? kept : kept.toReversed()));
      // A few tell nothing.
      if (at === 5) await deliver(all);
      if (at === 5) expect((await results()).json).toMatchObject({ sampleRatio: null, variants: [UNTOLD, UNTOLD] });
    }
    await deliver(all);
    const before = await rowsOf("trial_sum", "profile");
    expect(await deliver([...all.toReversed(), ...all])).toEqual({ acked: all.length * 2, retried: 0 });
    await Promise.all([deliver(all), deliver(all)]);
    expect(await rowsOf("trial_sum", "profile")).toBe(before);

    const { status, json } = await results();
    expect(status).toBe(200);
    expect(json).toMatchObject({ experience: "trial", control: "a", sampleRatio: { mismatch: false } });
    for (const { variant, units, reassigned } of json.variants) {
      expect([units, reassigned]).toEqual([expected[variant]?.[0], null]);
      const [n = 0, total = 0] = expected[variant] ?? [];
      const worth = json.goals.find(({ goal }: { goal: string }) => goal === "worth").results;
      expect(worth.find((item: { variant: string }) => item.variant === variant)).toMatchObject({ units: n, mean: total / n });
    }
    const [looked, worth] = json.goals;
    expect([looked.kind, worth.kind]).toEqual(["proportion", "mean"]);
    expect(worth.results[1]).toMatchObject({
      compared: { tTest: { pValue: expect.any(Number) }, sequential: {}, bayesian: { chanceToWin: expect.any(Number) } },
      adjusted: { effect: expect.any(Number) },
    });
  });

  it("count a unit and its goals in one batch: a row each for profile, sums and audit", async () => {
    const { visitor, token, kept } = await unit();
    const subject = await subjectOf(visitor);
    await visitor.ask("/v1/exposures", { body: { exposures: [token] } });
    await deliver(kept);
    const shard = await shardOf(bindings(), subject);
    const { profile } = await readSubject(shard, subject, [], 5_000);
    expect(profile).toMatchObject({ version: 1, attributes: {}, trials: { trial: { goals: { looked: [0, 0], worth: [0, 0] } } } });
    const audit = await shard.db.prepare("SELECT action FROM audit WHERE target = ?1").bind(subject).all<{ action: string }>();
    expect(audit.results.map(({ action }) => action)).toContain("profile.expose");
  });

  it("take in nobody who withdrew meanwhile, and what a withdrawal ends leaves the profile and not the sums", async () => {
    const { visitor, token, kept } = await unit();
    const subject = await subjectOf(visitor);
    await visitor.ask("/v1/exposures", { body: { exposures: [token] } });
    const other = await unit();
    await other.visitor.ask("/v1/exposures", { body: { exposures: [other.token] } });
    await deliver(other.kept);
    const before = await rowsOf("trial_sum");
    for (const item of [visitor, other.visitor]) {
      item.env = undefined;
      await item.withdraw();
    }
    await deliver([...kept, ...other.kept]);
    await runCron(await platformOf(bindings(), () => undefined), "7 * * * *", NOON + DAY);
    expect(await rowsOf("trial_sum")).toBe(before);
    for (const each of [subject, await subjectOf(other.visitor)]) {
      const { profile } = await readSubject(await shardOf(bindings(), each), each, [], 5_000);
      expect(profile?.trials ?? {}).toEqual({});
    }
  });

  it("are told as sums of all databases", async () => {
    const parts = await Promise.all(
      allDatabases(bindings()).map(({ db }) =>
        db.prepare("SELECT sum(n) AS n FROM trial_sum WHERE goal = '*'").first<{ n: number | null }>(),
      ),
    );
    const { json } = await results();
    const told = json.variants.reduce((sum: number, { units }: { units: number }) => sum + units, 0);
    expect(told).toBe(parts.reduce((sum, part) => sum + (part?.n ?? 0), 0));
  });
});
