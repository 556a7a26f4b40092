import { beforeAll, describe, expect, it } from "vitest";
import { asSubjectId } from "../../src/core/kernel/ids.ts";
import { runCron } from "../../src/jobs/cron.ts";
import type { Bindings } from "../../src/storage/bindings.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { allDatabases, shardOf } from "../../src/storage/shards.ts";
import { OFFER_AUDIENCES, OFFERS } from "../support/offers.ts";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, MINUTE, NOON, publish, request, SECRET_KEY, type Answer } from "./client.ts";
import { failingAt } from "./faults.ts";
import { NO, subjectOf, YES } from "./subjects.ts";

beforeAll(async () => {
  expect((await publish(testProgram({ offers: OFFERS, audiences: OFFER_AUDIENCES }))).status).toBe(201);
});

const SITE = "?site=pk_acme_main";
const fresh = (): string => crypto.randomUUID();

function redeem(
  body: object,
  once = fresh(),
  { env, now = NOON }: { readonly env?: Bindings; readonly now?: number } = {},
): Promise<Answer> {
  const headers = { "idempotency-key": once, "x-earnest-now": String(now) };
  return request(`/v1/offers/redeem${SITE}`, { key: SECRET_KEY, body, headers, ...(env ? { env } : {}) });
}

const refund = (redemption: string): Promise<Answer> => request(`/v1/offers/refund${SITE}`, { key: SECRET_KEY, body: { redemption } });
const refusal = ({ status, json }: Answer): string => (status === 200 ? "200" : (json.errors?.[0]?.rule ?? String(status)));

/** Somebody with a linked user id. */
async function member(user = fresh()) {
  const identifier = { type: "user", value: user };
  const { json } = await request(`/v1/identities/link${SITE}`, {
    key: SECRET_KEY,
    body: { subject: null, identifier, source: "shop", proof: "account" },
  });
  const subject = asSubjectId(String(json.subject));
  if (!subject) throw new Error("nobody was linked");
  return { identifier, subject };
}

async function sumOf(sql: string): Promise<number> {
  const found = await Promise.all(allDatabases(bindings()).map(({ db }) => db.prepare(sql).first<{ n: number }>()));
  return found.reduce((sum, row) => sum + (row?.n ?? 0), 0);
}

const standing = (offer: string): Promise<number> =>
  sumOf(`SELECT coalesce(sum(n), 0) AS n FROM offer_count WHERE offer = 'test-brand/${offer}' AND scope = 'all'`);
const got = (stage: string): Promise<number> => sumOf(`SELECT count(*) AS n FROM benefit WHERE stage = '${stage}'`);

describe("offers", () => {
  it("tell their rule in one sentence, and those that are not open, or not for everybody, are not told", async () => {
    const ask = (locale: string) => new Browser().ask(`/v1/offers?key=pk_acme_main&locale=${locale}`);
    const { json } = await ask("en");
    expect(json.offers.map((offer: { key: string }) => offer.key)).toEqual([
      "first-twenty",
      "once-each",
      "own-code",
      "daily",
      "by-itself",
      "with-others",
    ]);
    expect(json.offers[0].sentence).toBe("10% off, with the code HELLO, for the first 20.");
    expect((await ask("de")).json.offers[1].sentence).toBe("5,00\u00a0€ Rabatt, einmal pro Person.");
  });

  it("are spent exactly to their limit by fifty at once, wherever the people are", async () => {
    const people = await Promise.all(Array.from({ length: 50 }, () => member()));
    const answers = await Promise.all(people.map(({ identifier }) => redeem({ code: "hello", subject: identifier })));
    const given = answers.filter(({ status }) => status === 200);
    expect(given).toHaveLength(20);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(refusal))).toEqual(new Set(["over-budget"]));
    expect(await standing("first-twenty")).toBe(20);
    expect(await got("redeemed")).toBe(20);
    expect(await got("intended")).toBe(0);
    expect((await refund(given[0]?.json.redemption)).status).toBe(200);
    expect((await refund(given[0]?.json.redemption)).status).toBe(200);
    expect(await standing("first-twenty")).toBe(19);
    expect(refusal(await redeem({ code: "HELLO" }))).toBe("200");
    expect(refusal(await redeem({ code: "HELLO" }))).toBe("over-budget");
  });

  it("answer the same request with its first result, and refuse its key to any other", async () => {
    const { identifier } = await member();
    const once = fresh();
    const first = await redeem({ offer: "once-each", subject: identifier }, once);
    const again = await Promise.all([1, 2, 3].map(() => redeem({ offer: "once-each", subject: identifier }, once, { now: NOON + DAY })));
    for (const answer of again) expect(answer.json).toEqual(first.json);
    expect(refusal(await redeem({ offer: "with-others", subject: identifier }, once))).toBe("reused");
    expect(refusal(await redeem({ offer: "once-each", subject: (await member()).identifier }, once))).toBe("reused");
  });

  it("count per person under whatever name, and per identifier with whoever it is", async () => {
    const { identifier, subject } = await member();
    const second = { type: "email", value: `${subject}@example.com` };
    const link = { subject: { type: "subject", value: subject }, identifier: second, source: "shop", proof: "mail" };
    await request(`/v1/identities/link${SITE}`, { key: SECRET_KEY, body: link });
    const same = await Promise.all([identifier, second, identifier].map((name) => redeem({ offer: "once-each", subject: name })));
    expect(same.map(refusal).toSorted()).toEqual(["200", "over-person", "over-person"]);
    await request(`/v1/identities/unlink${SITE}`, { key: SECRET_KEY, body: { identifier } });
    await request(`/v1/identities/unlink${SITE}`, { key: SECRET_KEY, body: { identifier: second } });
    const used = same[0]?.status === 200 || same[2]?.status === 200 ? identifier : second;
    const { subject: newcomer } = await member(used.type === "user" ? used.value : fresh());
    expect(newcomer).not.toBe(subject);
    if (used.type === "email") await request(`/v1/identities/link${SITE}`, { key: SECRET_KEY, body: { ...link, subject: null } });
    expect(refusal(await redeem({ offer: "once-each", subject: used }))).toBe("over-person");
    const visitor = new Browser();
    await visitor.choose(YES);
    expect(refusal(await redeem({ offer: "once-each", subject: { type: "subject", value: await subjectOf(visitor) } }))).toBe(
      "needs-identifier",
    );
    expect(refusal(await redeem({ offer: "once-each" }))).toBe("needs-identifier");
    const device = { type: "device", value: fresh() };
    await request(`/v1/identities/link${SITE}`, { key: SECRET_KEY, body: { ...link, subject: null, identifier: device } });
    expect(refusal(await redeem({ offer: "once-each", subject: device }))).toBe("needs-identifier");
    expect(refusal(await redeem({ offer: "by-itself", subject: device }))).toBe("200");
  });

  it("with codes of their own take each once, whoever comes at once, and give it back with a refund", async () => {
    const code = "7KQ2M9XH4TWZB6CE";
    const headers = { "content-type": "text/plain" };
    await request(`/v1/offers/own-code/codes${SITE}`, { key: SECRET_KEY, method: "POST", text: code, headers });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => redeem({ code: `${code.slice(0, 10)} ${code.slice(10).toLowerCase()}` })),
    );
    expect(answers.map(refusal).toSorted()).toEqual(["200", ...Array.from({ length: 9 }, () => "spent-code")]);
    const { json } = answers.find(({ status }) => status === 200) ?? { json: null };
    expect(json).toMatchObject({ offer: "own-code", benefit: { kind: "gift", value: "a towel" } });
    await refund(json.redemption);
    expect(refusal(await redeem({ code }))).toBe("200");
  });

  it("keep to their day, their basket, their audience, their merchants and their time", async () => {
    const night = Date.parse("2026-11-22T23:30:00Z");
    const daily = [];
    for (const now of [NOON, NOON, NOON, night]) daily.push(refusal(await redeem({ offer: "daily" }, fresh(), { now })));
    expect(daily).toEqual(["200", "200", "over-day", "200"]);
    const { identifier } = await member();
    const basket = { subject: identifier, basket: fresh() };
    expect(refusal(await redeem({ offer: "with-others", ...basket }))).toBe("200");
    expect(refusal(await redeem({ offer: "by-itself", ...basket }))).toBe("combination");
    expect(refusal(await redeem({ offer: "with-others", ...basket }))).toBe("200");
    expect(refusal(await redeem({ offer: "by-itself", ...basket, basket: fresh() }))).toBe("200");
    expect(refusal(await redeem({ offer: "lookers", subject: identifier }))).toBe("not-eligible");
    expect(refusal(await redeem({ offer: "elsewhere" }))).toBe("foreign-merchant");
    expect(refusal(await redeem({ offer: "over" }))).toBe("ended");
    expect(refusal(await redeem({ offer: "to-come" }))).toBe("not-started");
    expect(refusal(await redeem({ offer: "own-code" }))).toBe("needs-code");
  });

  it("are no business of another controller: neither its people nor what it redeemed", async () => {
    const theirs = { type: "user", value: fresh() };
    const link = { subject: null, identifier: theirs, source: "shop", proof: "account" };
    const { json } = await request("/v1/identities/link?site=pk_other_main", { key: SECRET_KEY, body: link });
    const visitor = new Browser();
    await visitor.choose(YES);
    const at = (path: string, body: object) =>
      request(`/v1/offers/${path}?site=pk_other_main`, { key: SECRET_KEY, body, headers: { "idempotency-key": fresh() } });
    const foreign = await at("redeem", { offer: "with-others", subject: { type: "subject", value: await subjectOf(visitor) } });
    expect([foreign.status, refusal(foreign)]).toEqual([403, "controller"]);
    const redeemed = await at("redeem", { offer: "elsewhere", subject: { type: "subject", value: json.subject } });
    expect(redeemed.status).toBe(200);
    expect(refusal(await refund(redeemed.json.redemption))).toBe("known");
    expect((await at("refund", { redemption: redeemed.json.redemption })).status).toBe(200);
  });

  it("for an audience are given by what is known now, and only where that may be known", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const subject = await subjectOf(visitor);
    const value = { value: 5, source: "observed", at: NOON, origin: "event", purposes: ["personal"] };
    await (
      await shardOf(bindings(), subject)
    ).db
      .prepare("INSERT INTO profile (subject, controller, version, attributes, updated_at) VALUES (?1, 'acme', 1, ?2, ?3)")
      .bind(subject, JSON.stringify({ shoeViews: value }), NOON)
      .run();
    const who = { type: "subject", value: subject };
    expect(refusal(await redeem({ offer: "lookers", subject: who }))).toBe("200");
    await visitor.choose(NO);
    expect(refusal(await redeem({ offer: "lookers", subject: who }))).toBe("not-eligible");
  });

  it.each(["before", "after"] as const)(
    "cut off %s any call are spent once or not at all, by the next try or the hourly job",
    async (when) => {
      const hourly = async (now: number): Promise<void> => runCron(await platformOf(bindings(), () => undefined), "7 * * * *", now);
      let now = NOON + (when === "before" ? 1 : 2) * 10 * DAY;
      let [cuts, finished] = [0, 0];
      for (let k = 1; k <= 16; k++) {
        const { identifier, subject } = await member();
        const [once, before] = [fresh(), await got("redeemed")];
        const answer = await redeem({ offer: "once-each", subject: identifier }, once, { env: failingAt(bindings(), k, when), now }).catch(
          () => null,
        );
        if (answer?.status !== 200) cuts += 1;
        now += 10 * MINUTE;
        if (k % 2 === 0) {
          await hourly(now);
          expect(await got("intended")).toBe(0);
          if (answer?.status !== 200) finished += (await got("redeemed")) - before;
        }
        const found = await redeem({ offer: "once-each", subject: identifier }, once, { now });
        expect(found.status).toBe(200);
        const { db } = await shardOf(bindings(), subject);
        const { results } = await db.prepare("SELECT stage FROM benefit WHERE subject = ?1").bind(subject).all();
        expect(results).toEqual([{ stage: "redeemed" }]);
        expect(refusal(await redeem({ offer: "once-each", subject: identifier }, fresh(), { now }))).toBe("over-person");
      }
      expect(cuts).toBeGreaterThan(4);
      expect(finished).toBeGreaterThan(0);
    },
  );

  it("cut off, and refused at the next try, are spent no more, by the hourly job either", async () => {
    let cuts = 0;
    for (let k = 6; k <= 12; k++) {
      const now = NOON + (40 + k) * DAY;
      const { identifier, subject } = await member();
      const { db } = await shardOf(bindings(), subject);
      const stages = async () => (await db.prepare("SELECT stage FROM benefit WHERE subject = ?1").bind(subject).all()).results;
      const once = fresh();
      const wanted = { offer: "daily", subject: identifier };
      await redeem(wanted, once, { env: failingAt(bindings(), k, "before"), now });
      const [first] = await Promise.all([1, 2].map(() => redeem({ offer: "daily" }, fresh(), { now })));
      cuts += (await stages()).filter(({ stage }) => stage === "intended").length;
      const next = refusal(await redeem(wanted, once, { now }));
      await refund(String(first?.json.redemption));
      await runCron(await platformOf(bindings(), () => undefined), "7 * * * *", now + 10 * MINUTE);
      expect(await stages(), `call ${k}`).toEqual(next === "200" ? [{ stage: "redeemed" }] : []);
    }
    expect(cuts).toBeGreaterThan(1);
  });
});
