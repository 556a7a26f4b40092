import { beforeAll, describe, expect, it } from "vitest";
import { settleBenefits } from "../../src/actions/exchange/settle-benefits.ts";
import { asSubjectId } from "../../src/core/kernel/ids.ts";
import { runCron } from "../../src/jobs/cron.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { allDatabases, shardOf } from "../../src/storage/shards.ts";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { DAY, NOON, publish, request, SECRET_KEY, type Answer } from "./client.ts";
import { erase } from "./erasing.ts";
import { failingAt } from "./faults.ts";

const OFF = { benefit: { kind: "percent", value: 5 }, texts: { en: { name: "Off" }, de: { name: "Rabatt" } } };
const OFFERS = [
  { ...OFF, key: "seven-a-day", perDay: 7 },
  { ...OFF, key: "twice-each", perPerson: 2 },
  { ...OFF, key: "brief", perPerson: 1, until: "2026-11-23T00:00:00Z" },
  { ...OFF, key: "lone", combine: "alone" },
  { ...OFF, key: "other" },
  { ...OFF, key: "own-code", codes: "unique", perPerson: 1 },
];
beforeAll(async () => {
  expect((await publish(testProgram({ offers: OFFERS }))).status).toBe(201);
});

const SITE = "?site=pk_acme_main";
const fresh = (): string => crypto.randomUUID();
const refusal = ({ status, json }: Answer): string => (status === 200 ? "200" : (json.errors?.[0]?.rule ?? String(status)));
const tally = (answers: readonly Answer[]) =>
  Object.fromEntries(Object.entries(Object.groupBy(answers, refusal)).map(([rule, found]) => [rule, found?.length]));

function redeem(body: object, now = NOON, once = fresh()): Promise<Answer> {
  return request(`/v1/offers/redeem${SITE}`, { key: SECRET_KEY, body, headers: { "idempotency-key": once, "x-earnest-now": String(now) } });
}

function refund(redemption: string, now = NOON, env = bindings()): Promise<Answer> {
  return request(`/v1/offers/refund${SITE}`, { key: SECRET_KEY, body: { redemption }, headers: { "x-earnest-now": String(now) }, env });
}

async function member() {
  const identifier = { type: "user", value: fresh() };
  const body = { subject: null, identifier, source: "shop", proof: "account" };
  const subject = asSubjectId(String((await request(`/v1/identities/link${SITE}`, { key: SECRET_KEY, body })).json.subject));
  if (!subject) throw new Error("nobody was linked");
  return { identifier, subject };
}

async function standing(offer: string): Promise<number> {
  const sql = "SELECT coalesce(sum(n), 0) AS n FROM offer_count WHERE offer = ?1";
  const asked = allDatabases(bindings()).map(({ db }) => db.prepare(sql).bind(`test-brand/${offer}`).first<{ n: number }>());
  return (await Promise.all(asked)).reduce((sum, row) => sum + (row?.n ?? 0), 0);
}

describe("offers asked for at once", () => {
  it("keep to their limits a day and a person, and one key is one redemption", async () => {
    const people = await Promise.all(Array.from({ length: 20 }, member));
    const daily = await Promise.all(people.map(({ identifier }) => redeem({ offer: "seven-a-day", subject: identifier })));
    expect(tally(daily)).toEqual({ "200": 7, "over-day": 13 });
    const { identifier } = await member();
    const own = await Promise.all(Array.from({ length: 12 }, () => redeem({ offer: "twice-each", subject: identifier })));
    expect(tally(own)).toEqual({ "200": 2, "over-person": 10 });
    const once = fresh();
    const same = await Promise.all(Array.from({ length: 8 }, () => redeem({ offer: "other", subject: identifier }, NOON, once)));
    expect(tally(same)).toEqual({ "200": 8 });
    expect(new Set(same.map(({ json }) => json.redemption)).size).toBe(1);
    const [basket, keys] = [fresh(), ["lone", "other", "lone", "other"]];
    const together = await Promise.all(keys.map((offer) => redeem({ offer, subject: identifier, basket })));
    const given = keys.filter((_, at) => together[at]?.status === 200);
    expect(given.includes("lone") ? given.length : 1, given.join()).toBe(1);
    for (const { status, json } of together) if (status === 200) await refund(json.redemption);
    expect(refusal(await redeem({ offer: "lone", subject: identifier, basket }))).toBe("200");
    expect(refusal(await redeem({ offer: "other", subject: identifier, basket }))).toBe("combination");
  });
});

describe("a redemption is taken back", () => {
  it("once, also when its offer is over; its request answers that, and redeems nothing anew", async () => {
    const { identifier } = await member();
    const [once, later] = [fresh(), NOON + 10 * DAY];
    const wanted = { offer: "brief", subject: identifier };
    const first = await redeem(wanted, NOON, once);
    expect(first.json).toMatchObject({ at: "2026-11-22T12:00:00.000Z", refundedAt: null });
    expect(refusal(await redeem(wanted))).toBe("over-person");
    expect(refusal(await redeem(wanted, later))).toBe("ended");
    expect((await redeem(wanted, later, once)).json).toEqual(first.json);
    const refunds = await Promise.all(Array.from({ length: 6 }, () => refund(first.json.redemption, later)));
    expect(tally(refunds)).toEqual({ "200": 6 });
    const refundedAt = new Date(later).toISOString();
    expect((await redeem(wanted, later + DAY, once)).json).toEqual({ ...first.json, refundedAt });
    expect((await refund(first.json.redemption, later + DAY)).json.refundedAt).toBe(refundedAt);
    expect(await standing("brief")).toBe(0);
  });

  it("and frees the day it was on, not that of the refund", async () => {
    const at = NOON + DAY;
    const [first] = await Promise.all(Array.from({ length: 7 }, () => redeem({ offer: "seven-a-day" }, at)));
    await refund(first?.json.redemption, at + DAY);
    expect([refusal(await redeem({ offer: "seven-a-day" }, at)), refusal(await redeem({ offer: "seven-a-day" }, at))]).toEqual([
      "200",
      "over-day",
    ]);
  });

  it("also of somebody who was erased, and its code is good again", async () => {
    const { identifier, subject } = await member();
    const code = "7KQ2M9XH4TWZB6CE";
    const headers = { "content-type": "text/plain" };
    await request(`/v1/offers/own-code/codes${SITE}`, { key: SECRET_KEY, method: "POST", text: code, headers });
    const { json } = await redeem({ code, subject: identifier });
    await erase(subject);
    expect(refusal(await refund(json.redemption))).toBe("200");
    expect(await standing("own-code")).toBe(0);
    expect(refusal(await redeem({ code, subject: (await member()).identifier }))).toBe("200");
  });

  it.each(["before", "after"] as const)("cut off %s any call, wholly or not at all, with the person as with the offer", async (when) => {
    const now = NOON + 100 * DAY;
    const refunds = [];
    for (let k = 1; k <= 6; k++) {
      const { identifier, subject } = await member();
      const id = String((await redeem({ offer: "twice-each", subject: identifier })).json.redemption);
      const answer = await refund(id, now, failingAt(bindings(), k, when)).catch(() => null);
      refunds.push({ k, id, subject, isAnswered: answer?.status === 200 });
    }
    expect(refunds.filter(({ isAnswered }) => !isAnswered).length).toBeGreaterThan(1);
    await runCron(await platformOf(bindings(), () => undefined), "7 * * * *", now + DAY);
    const before = await standing("twice-each");
    for (const { k, id, subject, isAnswered } of refunds) {
      const { db } = await shardOf(bindings(), subject);
      const held = await db.prepare("SELECT stage FROM benefit WHERE id = ?1").bind(id).first<{ stage: string }>();
      const sql = "SELECT refunded_at FROM redemption WHERE id = ?1";
      const rows = await Promise.all(allDatabases(bindings()).map((one) => one.db.prepare(sql).bind(id).first()));
      const isRefunded = rows.find((row) => row !== null)?.["refunded_at"] !== null;
      expect(held?.stage, `call ${k}`).toBe(isRefunded ? "refunded" : "redeemed");
      if (isAnswered) expect(isRefunded).toBe(true);
      expect(refusal(await refund(id, now + DAY))).toBe("200");
    }
    expect(await standing("twice-each")).toBeLessThan(before);
  });
});

it("what cannot be settled keeps nobody waiting, and what a bucket left behind where it was is not redeemed from there", async () => {
  const [stuck, now] = [200, NOON + 200 * DAY];
  const { identifier, subject } = await member();
  const own = await shardOf(bindings(), subject);
  const id = String((await redeem({ offer: "twice-each", subject: identifier }, now)).json.redemption);
  await own.db.prepare("UPDATE benefit SET stage = 'intended' WHERE id = ?1").bind(id).run();
  const left = await own.db.prepare("SELECT wanted FROM benefit WHERE id = ?1").bind(id).first<{ wanted: string }>();
  const other = `red_${id.slice(4, 6)}${"0".repeat(30)}`;
  const insert = "INSERT INTO benefit (subject, id, offer, alone, at, stage, wanted)";
  for (const { db } of allDatabases(bindings())) {
    const many = `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?2 - 1) ${insert}
      SELECT ?1, printf('red_%032x', i), 'test-brand/gone', 0, ?3, 'intended', '{}' FROM n`;
    if (db === own.db)
      await db
        .prepare(many)
        .bind(subject, stuck, now - DAY)
        .run();
    else
      await db
        .prepare(`${insert} VALUES (?1, ?2, 'test-brand/twice-each', 0, ?3, 'intended', ?4)`)
        .bind(subject, other, now - DAY, left?.wanted.replaceAll(id, other) ?? "")
        .run();
  }
  const before = await standing("twice-each");
  const platform = await platformOf(bindings(), () => undefined);
  for (let run = 0; run < 2; run++) await settleBenefits(platform, now + DAY).catch(() => undefined);
  const stage = await own.db.prepare("SELECT stage FROM benefit WHERE id = ?1").bind(id).first("stage");
  expect([stage, await standing("twice-each")]).toEqual(["redeemed", before]);
  await own.db.prepare("DELETE FROM benefit WHERE offer = 'test-brand/gone'").run();
});
