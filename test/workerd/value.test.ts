import { beforeAll, describe, expect, it } from "vitest";
import { runCron } from "../../src/jobs/cron.ts";
import { platformOf } from "../../src/storage/platform.ts";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import { askingProgram } from "../support/asks.ts";
import { OFFER_AUDIENCES, OFFERS, REWARDS } from "../support/offers.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, MINUTE, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { merge } from "./merging.ts";
import { deliver, keeping, rowsOf, subjectOf, YES } from "./subjects.ts";
import { valued } from "./valued.ts";

const offers = OFFERS.map((offer) => (offer.key === "with-others" ? { ...offer, for: ["personal"] } : offer));
const rewards = REWARDS.map((reward) => (reward.key === "points" ? { ...reward, for: ["personal"] } : reward));

beforeAll(async () => {
  expect((await publish(askingProgram({ offers, rewards, audiences: OFFER_AUDIENCES }))).status).toBe(201);
});

const cron = async (schedule: string, now: number) => runCron(await platformOf(bindings(), () => undefined), schedule, now);
const till = (path: string, body: object) =>
  request(`/v1/${path}?site=pk_acme_main`, { key: SECRET_KEY, body, headers: { "idempotency-key": crypto.randomUUID() } });
const told = (subject: SubjectId) =>
  request("/v1/value?site=pk_acme_main", { key: SECRET_KEY, body: { subject: { type: "subject", value: subject } } });
const mine = (visitor: Browser) => visitor.ask("/v1/me/value?key=pk_acme_main");

/** Somebody who told a size and used what was decided by it; `kept` is what is on its way. */
async function user() {
  const visitor = new Browser();
  await visitor.choose(YES);
  const { ask } = (await visitor.decide(["aside"])).json;
  await visitor.ask("/v1/asks/size/seen", { body: { token: ask.token } });
  await visitor.ask("/v1/asks/size/answer", { body: { value: 45 }, headers: { "idempotency-key": crypto.randomUUID() } });
  const token = (await visitor.decide(["quiet"])).json.decisions.quiet.exposure;
  const { env, kept } = keeping(bindings());
  await visitor.ask("/v1/exposures", { body: { exposures: [token], used: [token] }, env });
  return { visitor, kept, subject: await subjectOf(visitor) };
}

const USED = { kind: "recommendation", key: "sized", purposes: ["personal"], times: 1, at: "2026-11-22T12:00:00.000Z" };

describe("what somebody gave and got", () => {
  it("is one view: values and yeses with when and to which question, and offers, points, gifts and what they used", async () => {
    const { visitor, kept, subject } = await user();
    await deliver(kept);
    const who = { type: "subject", value: subject };
    expect((await till("offers/redeem", { offer: "with-others", subject: who })).status).toBe(200);
    expect((await till("loyalty/points/earn", { subject: who, points: 40 })).status).toBe(200);
    await till("loyalty/points/spend", { subject: who, points: 15 });
    const { status, json } = await mine(visitor);
    expect(status).toBe(200);
    expect(json.gave).toEqual(
      expect.arrayContaining([
        {
          kind: "value",
          key: "shoeSize",
          name: "Shoe size",
          source: "volunteered",
          purposes: ["personal"],
          at: new Date(NOON).toISOString(),
          ask: "size",
        },
        { kind: "consent", key: "ads", name: "Ads", source: null, purposes: ["ads"], at: new Date(NOON).toISOString(), ask: null },
      ]),
    );
    expect(json.got).toEqual([
      expect.objectContaining({ kind: "offer", key: "with-others", benefit: { kind: "percent", value: 10 }, purposes: ["personal"] }),
      { kind: "points", key: "points", name: "Points", balance: 25, earned: 40, purposes: ["personal"], at: null },
      { kind: "gift", key: "towel", name: "A towel", reward: "points", purposes: ["personal"], at: null },
      expect.objectContaining(USED),
    ]);
    expect(json.purposes).toContainEqual({ purpose: "personal", name: "Personal", gave: 2, got: 4 });
    expect(json.purposes).toContainEqual({ purpose: "ads", name: "Ads", gave: 1, got: 0 });
    expect((await told(subject)).json).toEqual({ subject, ...json });
  });

  it("counts what was used once, however often it is brought, and not what was refused meanwhile", async () => {
    const { visitor, kept } = await user();
    await deliver([...kept, ...kept]);
    await deliver(kept);
    expect((await mine(visitor)).json.got).toMatchObject([USED]);
    const other = await user();
    other.visitor.now += MINUTE;
    await other.visitor.choose({ personal: false });
    await deliver(other.kept);
    expect((await mine(other.visitor)).json.got).toEqual([]);
  });

  it("goes with a no at once, by the hourly job for good, and with its time", async () => {
    const { visitor, kept, subject } = await user();
    await deliver(kept);
    visitor.now += MINUTE;
    await visitor.choose({ personal: false });
    expect((await told(subject)).json.got).toEqual([]);
    visitor.now += MINUTE;
    await visitor.choose({ personal: true });
    expect((await told(subject)).json.got).toEqual([]);
    expect(await rowsOf("brought")).toContain(subject);
    await cron("7 * * * *", NOON + 2 * MINUTE);
    expect(await rowsOf("brought")).not.toContain(subject);
    const other = await user();
    await deliver(other.kept);
    await cron("23 2 * * *", NOON + 29 * DAY);
    expect(await rowsOf("brought")).toContain(other.subject);
    await cron("23 2 * * *", NOON + 400 * DAY);
    expect(await rowsOf("brought")).not.toContain(other.subject);
  });

  it("is of all records of one person, and told by a pass only while nobody is known by a name", async () => {
    const [one, two] = [await user(), await user()];
    await deliver([...one.kept, ...two.kept]);
    await till("loyalty/points/earn", { subject: { type: "subject", value: two.subject }, points: 20 });
    expect((await merge(one.subject, two.subject)).status).toBe(200);
    const { json } = await mine(two.visitor);
    expect(json.got).toMatchObject([
      { kind: "points", balance: 20 },
      { ...USED, times: 2 },
    ]);
    const identifier = { type: "user", value: crypto.randomUUID() };
    await till("identities/link", { subject: { type: "subject", value: one.subject }, identifier, source: "crm", proof: "1" });
    expect(await mine(two.visitor)).toMatchObject({ json: { errors: [{ field: "proof", rule: "signed-in" }] } });
    expect((await mine(new Browser())).status).toBe(404);
    expect((await told(two.subject)).json.got).toEqual(json.got);
  });
});

describe("the report of what purposes took and gave back", () => {
  it("names those that took from ten people and gave back to fewer, over all databases, and no number under ten", async () => {
    for (let at = 0; at < 12; at++) await valued(at < 10);
    const { status, json } = await request("/v1/reports/value?site=pk_acme_main", { key: SECRET_KEY });
    expect(status).toBe(200);
    expect(json.purposes.find(({ purpose }: { purpose: string }) => purpose === "memory")).toMatchObject({
      took: 12,
      gave: { recommendations: null, advice: 10 },
    });
    expect(json.purposes.find(({ purpose }: { purpose: string }) => purpose === "ads")).toMatchObject({
      took: 12,
      gave: { recommendations: null, offers: null },
    });
    expect(json.unreturned).toEqual(["ads"]);
    expect(JSON.stringify(json)).not.toMatch(/:[1-9][,}]/);
  });
});
