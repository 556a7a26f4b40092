import { beforeAll, describe, expect, it } from "vitest";
import { expireValues } from "../../src/actions/profile/expire-values.ts";
import { purgeWithdrawn } from "../../src/actions/profile/purge-withdrawn.ts";
import { ruleById } from "../../src/core/consent/resolve-rule.ts";
import { NO_SIGNAL } from "../../src/core/consent/signals/signals.ts";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import type { AttributeValues } from "../../src/core/profile/values.ts";
import { runCron } from "../../src/jobs/cron.ts";
import type { Bindings } from "../../src/storage/bindings.ts";
import { programOf } from "../../src/storage/cache/program.ts";
import { platformOf, type Platform } from "../../src/storage/platform.ts";
import { readSubject } from "../../src/storage/register.ts";
import { shardOf } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, MINUTE, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { counting, failingAt, written } from "./faults.ts";
import { deliver, keeping, rowsOf, subjectOf, YES } from "./subjects.ts";

const HELD = ["profile", "event", "merge", "purge"];

beforeAll(async () => {
  await publish();
});

function platform(env: Bindings = bindings()): Promise<Platform> {
  return platformOf(env, () => undefined);
}

/** Somebody who chose, and looked at as many shoes at the time they chose. */
async function shopper(
  views: number,
  decisions: Record<string, boolean> = YES,
  now = NOON,
): Promise<{ visitor: Browser; subject: SubjectId }> {
  const visitor = new Browser();
  visitor.now = now;
  await visitor.choose(decisions);
  await look(visitor, views);
  return { visitor, subject: await subjectOf(visitor) };
}

async function look(visitor: Browser, views: number): Promise<void> {
  const { env, kept } = keeping(bindings());
  visitor.env = env;
  for (let seen = 0; seen < views; seen++) await visitor.view(`p${seen}`);
  visitor.env = undefined;
  await deliver(kept);
}

async function attributesOf(subject: SubjectId): Promise<AttributeValues> {
  return (await readSubject(await shardOf(bindings(), subject), subject, [], 5_000)).profile?.attributes ?? {};
}

async function eventsOf(subject: SubjectId): Promise<readonly number[]> {
  const { db } = await shardOf(bindings(), subject);
  const { results } = await db.prepare("SELECT expires FROM event WHERE subject = ?1").bind(subject).all<{ expires: number }>();
  return results.map(({ expires }) => expires);
}

async function purgeNow(now: number, env?: Bindings): Promise<void> {
  const here = await platform(env);
  const program = await programOf(bindings(), "pk_acme_main", () => undefined);
  const rule = ruleById("DEFAULT");
  if (!program || !rule) throw new Error("not set up");
  const actor = { kind: "system", job: "test" } as const;
  await purgeWithdrawn(here, async () => ({ platform: here, program, rule, country: null, signals: NO_SIGNAL, now, actor }));
}

describe("a value past its time", () => {
  it("is not read any more, before anything has purged it, and is counted anew", async () => {
    const { visitor, subject } = await shopper(3);
    expect((await visitor.decide()).json.decisions.hero.reason).toBe("matched");
    visitor.now = NOON + 180 * DAY;
    await visitor.choose(YES);
    expect((await visitor.decide()).json.decisions.hero.reason).not.toBe("matched");
    expect(await attributesOf(subject)).toMatchObject({ shoeViews: { value: 3 } });
  });

  it("is purged with its events by the daily job, which the second time finds nothing", async () => {
    const { subject } = await shopper(2);
    const { subject: later } = await shopper(1, YES, NOON + DAY);
    expect(await eventsOf(subject)).toEqual([NOON + 180 * DAY, NOON + 180 * DAY]);
    await expireValues(await platform(), NOON + 180 * DAY);
    expect([await attributesOf(subject), await eventsOf(subject)]).toEqual([{}, []]);
    expect([Object.keys(await attributesOf(later)), await eventsOf(later)]).toEqual([["shoeViews", "lastProduct"], [NOON + 181 * DAY]]);
    const before = await rowsOf(...HELD, "audit");
    expect(await expireValues(await platform(), NOON + 180 * DAY + MINUTE)).toBe(0);
    expect(await rowsOf(...HELD, "audit")).toBe(before);
  });

  it("is purged by portions that go on where the last one stopped, cut off at any call", async () => {
    const start = NOON + 400 * DAY;
    for (const when of ["before", "after"] as const) {
      const day = start + (when === "before" ? 0 : 400 * DAY);
      const shoppers = await Promise.all(Array.from({ length: 6 }, () => shopper(1, YES, day)));
      const due = day + 180 * DAY;
      let runs = 0;
      for (let k = 1; (await leftOf(shoppers)) > 0; k = (k % 5) + 1) {
        await expireValues(await platform(failingAt(bindings(), k, when)), due, { pages: 3, subjects: 2 }).catch(() => 0);
        expect((runs += 1)).toBeLessThan(400);
      }
      expect(runs).toBeGreaterThan(1);
      for (const { subject } of shoppers) expect(await eventsOf(subject)).toEqual([]);
    }
  });
});

async function leftOf(shoppers: readonly { readonly subject: SubjectId }[]): Promise<number> {
  const held = await Promise.all(shoppers.map(({ subject }) => attributesOf(subject)));
  return held.filter((values) => Object.keys(values).length > 0).length;
}

describe("a withdrawal", () => {
  it("writes register, ledger and audit, and one row that leaves the purge to be done", async () => {
    const { visitor } = await shopper(1);
    const rows = written(bindings());
    visitor.env = rows.env;
    await visitor.choose({ ads: false });
    expect(rows.count()).toBe(4);
    await visitor.choose({ memory: true });
    expect(rows.count()).toBe(7);
    const stranger = new Browser();
    stranger.env = rows.env;
    await stranger.choose({ personal: true, ads: false });
    expect(rows.count()).toBe(10);
  });

  it("takes what only its purpose justified, and keeps the rest no longer than the purposes left", async () => {
    const { visitor, subject } = await shopper(2);
    visitor.now += MINUTE;
    await visitor.choose({ personal: false });
    expect(Object.keys(await attributesOf(subject))).toEqual(["shoeViews", "lastProduct"]);
    await purgeNow(NOON + 2 * MINUTE);
    expect(await attributesOf(subject)).toMatchObject({ lastProduct: { expires: NOON + 90 * DAY } });
    expect(Object.keys(await attributesOf(subject))).toEqual(["lastProduct"]);
    expect(await eventsOf(subject)).toEqual([NOON + 90 * DAY, NOON + 90 * DAY]);
    await visitor.withdraw();
    await runCron(await platform(), "7 * * * *", NOON + 3 * MINUTE);
    expect([await attributesOf(subject), await eventsOf(subject)]).toEqual([{}, []]);
    expect(JSON.parse(await rowsOf("purge")).flat()).toEqual([]);
  });

  it("is not undone by a new yes: what came before is neither read nor kept, what came after is", async () => {
    const { visitor, subject } = await shopper(3);
    visitor.now += MINUTE;
    await visitor.withdraw();
    visitor.now += MINUTE;
    await visitor.choose(YES);
    expect((await visitor.decide()).json.decisions.hero.reason).not.toBe("matched");
    await look(visitor, 2);
    expect(await attributesOf(subject)).toMatchObject({ shoeViews: { value: 2 } });
    await purgeNow(NOON + 3 * MINUTE);
    expect(await attributesOf(subject)).toMatchObject({ shoeViews: { value: 2 } });
    expect(await eventsOf(subject)).toHaveLength(2);
  });

  it("reaches the records that were merged, and what was copied of them", async () => {
    const [phone, laptop] = [await shopper(1), await shopper(2)];
    const ref = (value: string) => ({ type: "subject", value });
    const merged = await request("/v1/identities/merge?site=pk_acme_main", {
      key: SECRET_KEY,
      body: { root: ref(phone.subject), subject: ref(laptop.subject), source: "crm", proof: "1" },
      headers: { "x-earnest-now": String(NOON + MINUTE) },
    });
    expect(merged.status).toBe(200);
    phone.visitor.now = NOON + 2 * MINUTE;
    await phone.visitor.renew();
    await phone.visitor.withdraw();
    await purgeNow(NOON + 3 * MINUTE);
    for (const { subject } of [phone, laptop]) expect([await attributesOf(subject), await eventsOf(subject)]).toEqual([{}, []]);
    expect(JSON.parse(await rowsOf("merge")).flat()).toEqual(
      expect.arrayContaining([expect.objectContaining({ child: laptop.subject, attributes: "{}" })]),
    );
  });

  it.each(["before", "after"] as const)("is purged to the same end when the job is cut off %s any call", async (when) => {
    const { env, counts } = counting(bindings());
    await (await shopper(1)).visitor.withdraw();
    await purgeNow(NOON + MINUTE, env);
    for (let k = 1; k <= counts().d1; k++) {
      const { visitor, subject } = await shopper(2);
      visitor.now += MINUTE;
      await visitor.choose({ personal: false });
      await purgeNow(NOON + 2 * MINUTE, failingAt(bindings(), k, when)).catch(() => undefined);
      await purgeNow(NOON + 2 * MINUTE);
      expect(Object.keys(await attributesOf(subject))).toEqual(["lastProduct"]);
      expect(await eventsOf(subject)).toEqual([NOON + 90 * DAY, NOON + 90 * DAY]);
      expect(JSON.parse(await rowsOf("purge")).flat()).toEqual([]);
    }
  });
});
