import { beforeAll, describe, expect, it } from "vitest";
import { callsOfControllers } from "../../src/actions/calls-of-controllers.ts";
import { keepPromise, type Owing } from "../../src/actions/exchange/keep-promise.ts";
import { raiseOverdue } from "../../src/actions/exchange/raise-overdue.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { shardOf } from "../../src/storage/shards.ts";
import { askingProgram } from "../support/asks.ts";
import { OFFER_AUDIENCES, OFFERS, REWARDS } from "../support/offers.ts";
import { bindings } from "./bindings.ts";
import { Browser, MINUTE, publish, request, SECRET_KEY } from "./client.ts";
import { subjectOf, YES } from "./subjects.ts";

type Item = Readonly<Record<string, unknown>>;
const sites = (askingProgram()["sites"] as readonly Item[]).filter(({ controller }) => controller === "acme");
const [size, town] = askingProgram()["asks"] as [Item, Item];
const asks = [
  { ...size, promise: { by: "points", reward: "points", points: 30 }, apart: 0 },
  { ...town, promise: { by: "offer", offer: "lookers" }, apart: 0, moment: undefined },
];

beforeAll(async () => {
  const program = askingProgram({ sites, asks, offers: OFFERS, rewards: REWARDS, audiences: OFFER_AUDIENCES });
  expect((await publish(program)).status).toBe(201);
});

/** Somebody who got points for one answer, and for another a coupon that is for lookers alone, of whom they are none. */
async function earner() {
  const visitor = new Browser();
  await visitor.choose(YES);
  for (const value of [45, "Ulm"]) {
    const { key, token } = (await visitor.decide(["aside"])).json.ask;
    const headers = { "idempotency-key": crypto.randomUUID() };
    expect((await visitor.ask(`/v1/asks/${key}/answer`, { body: { value, token }, headers })).json.gets.delivered).toBe(true);
    visitor.now += 31 * MINUTE;
    await visitor.renew();
  }
  const user = crypto.randomUUID();
  const subject = { type: "subject", value: await subjectOf(visitor) };
  return { visitor, subject, user };
}

/** What the hourly job does for promises. */
async function keep(now: number): Promise<void> {
  await raiseOverdue(await callsAt(now));
}

async function callsAt(now: number) {
  const platform = await platformOf(bindings(), () => undefined);
  return [...(await callsOfControllers(platform, now, { kind: "system", job: "keep-promises" })).values()];
}

const till = (path: string, body: object) =>
  request(`/v1/${path}?site=pk_acme_main`, { key: SECRET_KEY, body, headers: { "idempotency-key": crypto.randomUUID() } });
const redeem = (subject: object) => till("offers/redeem", { offer: "lookers", subject });
const spend = (subject: object) => till("loyalty/points/spend", { subject, points: 10 });
const rule = ({ status, json }: { status: number; json: { errors?: { rule: string }[] } }) => json.errors?.[0]?.rule ?? status;

describe("what somebody earned", () => {
  it("is theirs after they withdrew everything: points are spent, and a coupon holds whatever they allow", async () => {
    const { visitor, subject } = await earner();
    await visitor.withdraw();
    expect((await spend(subject)).json.balance).toBe(20);
    expect(rule(await redeem(subject))).toBe(200);
    const other = new Browser();
    await other.choose(YES);
    expect(rule(await redeem({ type: "subject", value: await subjectOf(other) }))).toBe("not-eligible");
  });

  it("is given up where they say so with it, and only then", async () => {
    const { visitor, subject } = await earner();
    const withdrawn = await visitor.ask("/v1/consent?earned=forfeit", { method: "DELETE" });
    expect(withdrawn).toMatchObject({ status: 200, json: { earned: "forfeited", allowed: { personal: false } } });
    expect(rule(await spend(subject))).toBe("insufficient");
    expect((await till("loyalty/points/account", { subject })).json).toMatchObject({ balance: 0, earned: 0, gifts: { reached: [] } });
    expect(rule(await redeem(subject))).toBe("not-eligible");
    expect((await till("loyalty/points/earn", { subject, points: 5 })).json.balance).toBe(5);
    const again = await earner();
    expect((await again.visitor.ask("/v1/consent?earned=keep", { method: "DELETE" })).json.earned).toBeUndefined();
    expect((await spend(again.subject)).json.balance).toBe(20);
  });

  it("is given up as a promise too: what was cut off on its way does not come after that, and else it does", async () => {
    for (const [earned, balance] of [
      ["keep", 60],
      ["forfeit", 0],
    ] as const) {
      const { visitor, subject } = await earner();
      const { db } = await shardOf(bindings(), await subjectOf(visitor));
      // An answer whose points were on their way when its request was cut off.
      const cutOff = `INSERT INTO exchange (subject, id, ask, gave, what, purpose, benefit, program, digest, at, how, ref, points, due)
        SELECT subject, id || 'x', ask, gave, what, purpose, benefit, program, digest, at, how, ref, points, due FROM exchange
        WHERE subject = ?1 AND how = 'points'`;
      await db.prepare(cutOff).bind(subject.value).run();
      const sql = "SELECT id, how, ref, points FROM exchange WHERE subject = ?1 AND how = 'points' AND ended_at IS NULL";
      const underWay = await db.prepare(sql).bind(subject.value).first<Omit<Owing, "subject">>();
      await visitor.ask(`/v1/consent?earned=${earned}`, { method: "DELETE" });
      await keep(visitor.now);
      // So does what was read before it, and is credited after.
      const [call] = await callsAt(visitor.now);
      if (call && underWay) await keepPromise(call, { ...underWay, subject: await subjectOf(visitor) });
      expect((await till("loyalty/points/account", { subject })).json.balance, earned).toBe(balance);
    }
  });

  it("of a known person is given up with a proof alone, and a withdrawal is none the less heard", async () => {
    const { visitor, subject, user } = await earner();
    await till("identities/link", { subject, identifier: { type: "user", value: user }, source: "crm", proof: "1" });
    const withdrawn = await visitor.ask("/v1/consent?earned=forfeit", { method: "DELETE" });
    expect(withdrawn).toMatchObject({ status: 200, json: { earned: "kept", allowed: { personal: false } } });
    expect((await spend(subject)).json.balance).toBe(20);
  });

  it("ends with an erasure", async () => {
    const { visitor, subject } = await earner();
    expect((await visitor.ask("/v1/me/erase", { body: {} })).status).toBeLessThan(300);
    expect((await spend(subject)).status).toBeGreaterThanOrEqual(400);
    expect((await redeem(subject)).status).toBeGreaterThanOrEqual(400);
  });
});
