import { beforeAll, describe, expect, it } from "vitest";
import { callsOfControllers } from "../../src/actions/calls-of-controllers.ts";
import { countAudiences } from "../../src/actions/insight/count-audiences.ts";
import { runCron } from "../../src/jobs/cron.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { testProgram } from "../support/program.ts";
import { counting, failingAt } from "./faults.ts";
import { NO, subjectOf, YES } from "./subjects.ts";
import { allDatabases, shardOf } from "../../src/storage/shards.ts";

const AUDIENCES = [
  { key: "lookers", purpose: "personal", when: { shoeViews: { $gte: 3 } } },
  { key: "not-yet", purpose: "personal", when: { $not: { $audience: "lookers" } } },
  { key: "winter", purpose: "contextual", when: { campaign: "winter" } },
];

beforeAll(async () => {
  await publish(testProgram({ audiences: AUDIENCES }));
});

/** Somebody with a profile who looked at shoes this often, and chose this. */
async function somebody(shoeViews: number, choice: Readonly<Record<string, boolean>>): Promise<Browser> {
  const visitor = new Browser();
  await visitor.choose(YES);
  const subject = await subjectOf(visitor);
  const { db } = await shardOf(bindings(), subject);
  const value = { value: shoeViews, source: "observed", at: NOON, origin: "event", purposes: ["personal"] };
  await db
    .prepare(
      "INSERT INTO profile (subject, controller, version, attributes, updated_at) VALUES (?1, 'acme', 1, ?2, ?3) ON CONFLICT DO UPDATE SET attributes = ?2",
    )
    .bind(subject, JSON.stringify({ shoeViews: value }), NOON)
    .run();
  if (choice !== YES) await visitor.choose(choice);
  return visitor;
}

const hourly = async (env = bindings(), now = NOON): Promise<void> => runCron(await platformOf(env, () => undefined), "7 * * * *", now);

async function report(day: string): Promise<{ readonly complete: boolean; readonly sizes: Readonly<Record<string, number | null>> }> {
  const { json } = await request(`/v1/reports/audiences?site=pk_acme_main&day=${day}`, { key: SECRET_KEY });
  const body = json as unknown as { complete: boolean; audiences: readonly { audience: string; size: number | null }[] };
  return { complete: body.complete, sizes: Object.fromEntries(body.audiences.map(({ audience, size }) => [audience, size])) };
}

describe("audiences", () => {
  it("are counted once a day by who allows it now, each person once however the count is cut off, and below ten they are not told", async () => {
    const today = new Date(NOON).toISOString().slice(0, 10);
    for (let at = 0; at < 11; at++) await somebody(5, YES);
    for (let at = 0; at < 4; at++) await somebody(1, YES);
    for (let at = 0; at < 3; at++) await somebody(9, NO);
    expect(await report(today)).toEqual({ complete: false, sizes: { lookers: null, "not-yet": null, winter: null } });
    for (let k = 1; k <= 30; k += 3) await hourly(failingAt(bindings(), k, "after")).catch(() => undefined);
    await Promise.allSettled([hourly(), hourly()]);
    await hourly();
    expect(await report(today)).toEqual({ complete: true, sizes: { lookers: 11, "not-yet": null, winter: null } });
    await hourly(bindings(), NOON + DAY);
    const tomorrow = new Date(NOON + DAY).toISOString().slice(0, 10);
    expect((await report(tomorrow)).complete).toBe(true);
    expect((await report(today)).sizes["lookers"]).toBe(11);
    const { env, counts } = counting(bindings());
    const platform = await platformOf(env, () => undefined);
    const calls = await callsOfControllers(platform, NOON + 2 * DAY, { kind: "system", job: "count-audiences" });
    const before = counts().d1;
    await countAudiences(platform, async (controller) => calls.get(controller) ?? null, NOON + 2 * DAY);
    expect(counts().d1 - before, "however many people").toBeLessThanOrEqual(2 + 3 * allDatabases(bindings()).length);
    expect((await report(new Date(NOON + 2 * DAY).toISOString().slice(0, 10))).complete).toBe(true);
  });
});
