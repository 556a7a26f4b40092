import { beforeAll, describe, expect, it } from "vitest";
import { runCron } from "../../src/jobs/cron.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { allDatabases } from "../../src/storage/shards.ts";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, MINUTE, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { counting, failingAt, without } from "./faults.ts";
import { server } from "./people.ts";
import { deliver, keeping, subjectOf, YES } from "./subjects.ts";

const content = { en: { headline: "x" }, de: { headline: "x" } };
const LEARNS = {
  key: "learns",
  slot: "quiet",
  purpose: "personal",
  priority: 99,
  variants: ["a", "b"].map((key) => ({ key, content })),
  goals: ["looked"],
  experiment: { bandit: { goal: "looked", every: "P1D" } },
};
const HOUR = 60 * MINUTE;

beforeAll(async () => {
  const goals = [{ key: "looked", event: "Product Viewed", purpose: "personal", window: "P7D" }];
  const answer = await publish(testProgram({ goals, experiences: [...(testProgram()["experiences"] as object[]), LEARNS] }));
  expect(answer.status).toBe(201);
});

const hourly = async (now: number, env = bindings()): Promise<void> => runCron(await platformOf(env, () => undefined), "7 * * * *", now);
const variantOf = async (visitor: Browser): Promise<string> => (await visitor.decide(["quiet"])).json.decisions.quiet.variant;

async function someone(choice: Readonly<Record<string, boolean>> = YES): Promise<Browser> {
  const visitor = new Browser();
  await visitor.choose(choice);
  return visitor;
}

async function see(visitor: Browser): Promise<void> {
  const { env, kept } = keeping(bindings());
  const token = (await visitor.decide(["quiet"])).json.decisions.quiet.exposure;
  visitor.env = env;
  expect((await visitor.ask("/v1/exposures", { body: { exposures: [token] } })).json.accepted).toBe(1);
  visitor.env = undefined;
  await deliver(kept);
}

/** What some units of a variant came to, over all databases alike. */
async function came(variant: string, n: number, reached: number): Promise<void> {
  const sql = `INSERT INTO trial_sum SELECT key, 'learns', ?1, 'looked', ?2, ?3, ?3, 0, 0, 0 FROM (SELECT ?4 AS key) WHERE true
    ON CONFLICT DO UPDATE SET n = n + ?2, total = total + ?3, squares = squares + ?3`;
  for (const { db } of allDatabases(bindings())) await db.prepare(sql).bind(variant, n, reached, testProgram()["key"]).run();
}

async function weights(): Promise<Readonly<Record<string, number>>> {
  const row = await bindings().DB.prepare("SELECT weights FROM bandit WHERE experience = 'learns'").first<{ weights: string }>();
  return JSON.parse(row?.weights ?? "{}");
}

describe("a bandit", () => {
  it("draws evenly at first, then by what its goal says of all databases, no more often than it says; who saw a variant stays, and their decision is replayed by the weights of then", async () => {
    await hourly(NOON);
    expect(await weights()).toEqual({ a: 0.5, b: 0.5 });
    const early: Browser[] = [];
    while (early.length < 2) {
      const visitor = await someone();
      if ((await variantOf(visitor)) !== (early.length === 0 ? "a" : "b")) continue;
      await see(visitor);
      early.push(visitor);
    }
    const before = JSON.stringify(await weights());
    await came("a", 2_000, 20);
    await came("b", 2_000, 400);
    await hourly(NOON + 23 * HOUR);
    expect(JSON.stringify(await weights())).toBe(before);
    await hourly(NOON + DAY);
    expect(await weights()).toEqual({ a: 0.05, b: 0.95 });
    const drawn: string[] = [];
    for (let at = 0; at < 30; at++) drawn.push(await variantOf(await someone()));
    expect(drawn.filter((variant) => variant === "b").length).toBeGreaterThan(22);
    for (const [at, variant] of ["a", "b"].entries()) {
      const visitor = early[at];
      if (!visitor) throw new Error("nobody");
      expect(await variantOf(visitor)).toBe(variant);
      const subject = { type: "subject", value: await subjectOf(visitor) };
      const { json } = await server("/v1/decisions/replay", { subject }, { headers: { "x-earnest-now": String(NOON) } });
      const view = { weights: { learns: { a: 0.5, b: 0.5 } } };
      expect(json.decisions).toMatchObject([{ decision: { variant, view }, replayed: { variant }, same: true }]);
      visitor.now += MINUTE;
      await visitor.renew();
      expect(await variantOf(visitor)).toBe(variant);
    }
  });

  it("has nobody in it who may not be remembered, and no sample ratio to be told", async () => {
    const visitor = await someone({ ...YES, memory: false });
    expect((await visitor.decide(["quiet"])).json.decisions.quiet.experience).not.toBe("learns");
    const { json } = await request("/v1/experiments/learns/results?site=pk_acme_main", { key: SECRET_KEY });
    expect(json).toMatchObject({ experience: "learns", sampleRatio: null });
  });

  it("costs a decision no call of storage, goes on with KV away, and holds nobody", async () => {
    const visitor = await someone();
    const before = await variantOf(visitor);
    const { env, counts } = counting(bindings());
    visitor.env = env;
    expect(await variantOf(visitor)).toBe(before);
    expect(counts()).toEqual({ d1: 0, kv: 0, queue: 0 });
    visitor.env = without(bindings(), "kv");
    expect(await variantOf(visitor)).toBe(before);
    const { keys } = await bindings().KV.list({ prefix: "weighed:" });
    expect(keys.length).toBe(2);
    for (const { name } of keys) expect(await bindings().KV.get(name)).not.toContain("sub_");
  });

  it("is published by the next run where one was cut off anywhere", async () => {
    await came("a", 9_000, 8_000);
    const due = NOON + 3 * DAY;
    for (let k = 1; k <= 60; k += 4) await hourly(due, failingAt(bindings(), k, "after")).catch(() => undefined);
    await hourly(due + HOUR);
    const pointer = await bindings().KV.get("weights:pk_acme_main");
    const published = await bindings().KV.get<{ weights: object }>(`weighed:${pointer}`, "json");
    expect(published?.weights).toEqual({ learns: { a: 0.95, b: 0.05 } });
  });
});
