import { beforeAll, describe, expect, it } from "vitest";
import { runCron } from "../../src/jobs/cron.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { allDatabases } from "../../src/storage/shards.ts";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, MINUTE, NOON, publish } from "./client.ts";
import { counting } from "./faults.ts";
import { server } from "./people.ts";
import { deliver, keeping, subjectOf, YES } from "./subjects.ts";

const content = { en: { headline: "x" }, de: { headline: "x" } };
const LEARNS = {
  ...{ key: "learns", slot: "quiet", purpose: "personal", priority: 99, goals: ["looked"] },
  variants: ["a", "b"].map((key) => ({ key, content })),
  experiment: { bandit: { goal: "looked", by: { attribute: "mood", values: ["glad", "sad"] } } },
};

beforeAll(async () => {
  const goals = [{ key: "looked", event: "Product Viewed", purpose: "personal", window: "P7D" }];
  const { attributes, experiences } = testProgram() as { attributes: { key: string }[]; experiences: object[] };
  const kept = attributes.map((item) => (item.key === "mood" ? { ...item, retention: "P30D" } : item));
  const answer = await publish(testProgram({ goals, attributes: kept, experiences: [...experiences, LEARNS] }));
  expect(answer.status).toBe(201);
});

const hourly = async (now: number): Promise<void> => runCron(await platformOf(bindings(), () => undefined), "7 * * * *", now);
const pageOf = (mood: string) => ({ url: "http://localhost/", attributes: { mood } });
const shownTo = async (visitor: Browser, mood: string) => (await visitor.decide(["quiet"], pageOf(mood))).json.decisions.quiet;

async function someone(): Promise<Browser> {
  const visitor = new Browser();
  await visitor.choose(YES);
  return visitor;
}

/** A visitor sees what they are shown in a mood, and looks at a product or not. */
async function see(visitor: Browser, mood: string, looks: boolean): Promise<string> {
  const { env, kept } = keeping(bindings());
  const { exposure, variant } = await shownTo(visitor, mood);
  visitor.env = env;
  expect((await visitor.ask("/v1/exposures", { body: { exposures: [exposure], context: pageOf(mood) } })).json.accepted).toBe(1);
  if (looks) await visitor.view("x");
  visitor.env = undefined;
  await deliver(kept);
  return variant;
}

/** The sums of a context over all databases: units and those that looked. */
async function sumsIn(goal: string): Promise<Readonly<Record<string, readonly [number, number]>>> {
  const sums: Record<string, readonly [number, number]> = {};
  for (const { db } of allDatabases(bindings())) {
    const sql = "SELECT variant, n, total FROM trial_sum WHERE goal = ?1";
    const { results } = await db.prepare(sql).bind(goal).all<{ variant: string; n: number; total: number }>();
    for (const { variant, n, total } of results) sums[variant] = [(sums[variant]?.[0] ?? 0) + n, (sums[variant]?.[1] ?? 0) + total];
  }
  return sums;
}

/** What many more units came to, over all databases alike. */
async function came(variant: string, context: string, reached: number): Promise<void> {
  const sql = `INSERT INTO trial_sum (program, experience, variant, goal, n, total, squares, prior, prior_squares, product)
    VALUES (?1, 'learns', ?2, ?3, 2000, ?4, ?4, 0, 0, 0)
    ON CONFLICT DO UPDATE SET n = n + 2000, total = total + ?4, squares = squares + ?4`;
  for (const { db } of allDatabases(bindings()))
    await db.prepare(sql).bind(testProgram()["key"], variant, `looked@${context}`, reached).run();
}

async function weights(): Promise<Readonly<Record<string, unknown>>> {
  const { results } = await bindings().DB.prepare("SELECT experience, weights FROM bandit").all<{ experience: string; weights: string }>();
  return Object.fromEntries(results.map((row) => [row.experience, JSON.parse(row.weights)]));
}

describe("a bandit that learns by contexts", () => {
  it("gives contexts with opposite winners opposite weights, draws by them without a call, and replays by those of then", async () => {
    await hourly(NOON);
    const even = { a: 0.5, b: 0.5 };
    expect(await weights()).toEqual({ "learns@glad": even, "learns@sad": even, "learns@*": even });
    const early = await someone();
    const variant = await see(early, "sad", true);
    await see(await someone(), "glad", false);
    expect(await sumsIn("looked@sad")).toEqual({ [variant]: [1, 1] });
    expect(Object.values(await sumsIn("looked@glad"))).toEqual([[1, 0]]);
    for (const [name, context, reached] of [
      ["a", "glad", 20],
      ["b", "glad", 400],
      ["a", "sad", 400],
      ["b", "sad", 20],
    ] as const)
      await came(name, context, reached);
    await hourly(NOON + DAY);
    expect(await weights()).toEqual({ "learns@glad": { a: 0.05, b: 0.95 }, "learns@sad": { a: 0.95, b: 0.05 }, "learns@*": even });
    const drawn = { glad: 0, sad: 0 };
    for (let at = 0; at < 30; at++) {
      const visitor = await someone();
      const { env, counts } = counting(bindings());
      visitor.env = env;
      for (const mood of ["glad", "sad"] as const) if ((await shownTo(visitor, mood)).variant === "b") drawn[mood] += 1;
      expect(counts()).toEqual({ d1: 0, kv: 0, queue: 0 });
    }
    expect(drawn.glad).toBeGreaterThan(22);
    expect(drawn.sad).toBeLessThan(8);
    expect((await shownTo(early, "glad")).variant).toBe(variant);
    const subject = { type: "subject", value: await subjectOf(early) };
    const { json } = await server("/v1/decisions/replay", { subject }, { headers: { "x-earnest-now": String(NOON + MINUTE) } });
    const view = { values: { mood: "sad" }, weights: { "learns@sad": even } };
    expect(json.decisions).toMatchObject([{ decision: { variant, view }, replayed: { variant }, same: true }]);
  });
});
