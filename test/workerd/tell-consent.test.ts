import { beforeAll, describe, expect, it } from "vitest";
import { verifyLedger } from "../../src/actions/consent/verify-ledger.ts";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import { sha256Hex } from "../../src/core/kernel/bytes.ts";
import { readLedger } from "../../src/storage/register.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, MINUTE, NOON, publish, request, SECRET_KEY, type Answer, type Ask } from "./client.ts";
import { without } from "./faults.ts";
import { deliver, keeping, subjectOf, YES } from "./subjects.ts";

const TILL_KEY = "sk_test_till";
const TILL = { method: "card", actor: "till-7", evidence: "receipt-4711", place: { country: "DE" } };
let version = "";

beforeAll(async () => {
  await publish();
  await bindings()
    .DB.prepare(`INSERT INTO api_key (hash, label, scopes, created_at) VALUES (?1, 'till', '["consent:record"]', 0)`)
    .bind(await sha256Hex(TILL_KEY))
    .run();
  version = (await new Browser().ask("/v1/consent")).json.notice.version;
});

const card = (): { type: string; value: string } => ({ type: "card", value: crypto.randomUUID().replaceAll("-", "").slice(0, 20) });
const ref = (value: string) => ({ type: "subject", value });

function tell(body: object, ask: Ask & { now?: number; site?: string } = {}): Promise<Answer> {
  const { now = NOON, site = "pk_acme_main", ...rest } = ask;
  const notice = { version, locale: "en" };
  const headers = { "x-earnest-now": String(now), ...rest.headers };
  return request(`/v1/consent?site=${site}`, { key: TILL_KEY, body: { ...TILL, notice, ...body }, ...rest, headers });
}

function withdraw(body: object, ask: Ask = {}): Promise<Answer> {
  const headers = { "x-earnest-now": String(NOON), ...ask.headers };
  return request("/v1/consent?site=pk_acme_main", { key: TILL_KEY, method: "DELETE", body: { ...TILL, ...body }, ...ask, headers });
}

async function permitOf(
  who: unknown,
  now = NOON,
): Promise<{ subject: string; version: number; purposes: Record<string, { why: string }> }> {
  const headers = { "x-earnest-now": String(now) };
  const answer = await request("/v1/permits?site=pk_acme_main", { key: SECRET_KEY, body: { subjects: [who] }, headers });
  return answer.json.permits[0];
}

async function recordsOf(subject: SubjectId): Promise<readonly Record<string, unknown>[]> {
  const entries = await readLedger(bindings(), subject, 5_000);
  return entries.map((entry) => JSON.parse(entry.payload ?? "null"));
}

describe("a choice told to a terminal", () => {
  it("is recorded with who took it down and what they hold of it, for a card nobody knew", async () => {
    const who = card();
    const told = await tell({ subject: who, decisions: { personal: true, ads: false } });
    expect(told).toMatchObject({
      status: 201,
      json: { version: 1, receipt: expect.stringMatching(/^rcp_/), state: { personal: "granted", ads: "denied", memory: "unknown" } },
    });
    expect(await permitOf(who)).toMatchObject({
      subject: told.json.subject,
      version: 1,
      purposes: { personal: { allowed: true, why: "granted" }, ads: { why: "denied" }, memory: { why: "unknown" } },
    });
    expect(await recordsOf(told.json.subject)).toMatchObject([
      { method: "card", rule: "EEA", evidence: { actor: "till-7", reference: "receipt-4711" }, notice: { version, locale: "en" } },
    ]);
    expect(await verifyLedger(bindings(), told.json.subject)).toEqual({ entries: 1, faults: [] });
  });

  it("needs the scope of it, and speaks to its own controller alone", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const subject = ref(await subjectOf(visitor));
    expect((await tell({ subject, decisions: { ads: false } }, { key: "pk_acme_main" })).status).toBe(422);
    expect((await request("/v1/permits?site=pk_acme_main", { key: TILL_KEY, body: { subjects: [subject] } })).status).toBe(403);
    expect((await tell({ subject, decisions: { ads: false } }, { site: "pk_other_main" })).json.errors).toMatchObject([
      { rule: "controller" },
    ]);
    expect((await visitor.renew()).json.consent.allowed.ads).toBe(true);
    const elsewhere = { key: SECRET_KEY, body: { subjects: [subject] } };
    expect((await request("/v1/permits?site=pk_other_main", elsewhere)).json.permits[0]).toMatchObject({
      version: 0,
      purposes: { personal: { allowed: false, why: "no-pass" } },
    });
  });

  it("reaches the person's own devices, and a no told to staff is stronger than their yes", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const subject = ref(await subjectOf(visitor));
    expect((await tell({ subject, method: "phone", decisions: { ads: false } })).json.state.ads).toBe("withdrawn");
    visitor.now += MINUTE;
    expect((await visitor.renew()).json.consent).toMatchObject({ allowed: { ads: false, personal: true }, why: { ads: "withdrawn" } });
    expect(await withdraw({ subject, method: "paper" })).toMatchObject({ status: 200, json: { state: { personal: "withdrawn" } } });
    expect((await permitOf(subject)).purposes).toMatchObject({ personal: { why: "withdrawn" }, memory: { why: "withdrawn" } });
    visitor.now += MINUTE;
    expect((await visitor.renew()).json.consent.allowed).toMatchObject({ personal: false, memory: false });
  });

  it.each(["card", "kiosk", "phone", "paper", "web-form", "agent"])("is written down as said by %s", async (method) => {
    const told = await tell({ subject: card(), method, decisions: { personal: true } });
    expect(await recordsOf(told.json.subject)).toMatchObject([{ method, evidence: { actor: expect.any(String) } }]);
  });

  it("counts from when it was said, and never over what the person said since", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    await visitor.choose({ ads: false });
    const subject = ref(await subjectOf(visitor));
    const late = { subject, method: "paper", at: new Date(NOON - DAY).toISOString() };
    expect(await tell({ ...late, decisions: { ads: true } }, { now: NOON + MINUTE })).toMatchObject({
      status: 409,
      json: { current: { state: { ads: "withdrawn" }, allowed: { ads: false } } },
    });
    const who = card();
    const old = { subject: who, method: "paper", at: "2026-06-23T12:00:00Z" };
    const told = await tell({ ...old, decisions: { personal: true } });
    const [record] = await recordsOf(told.json.subject);
    expect(record).toMatchObject({ at: NOON, decisions: { personal: { until: Date.parse("2026-12-23T12:00:00Z") } } });
    expect((await permitOf(who, Date.parse("2026-12-24T00:00:00Z"))).purposes["personal"]).toMatchObject({
      allowed: false,
      why: "expired",
    });
    const lapsed = await tell({ ...old, at: "2026-01-01T00:00:00Z", decisions: { personal: true } });
    expect(lapsed.json.errors).toMatchObject([{ field: "at", rule: "lapsed" }]);
  });

  it("is one choice however often its key comes, and its key is no other's", async () => {
    const who = card();
    const once = { headers: { "idempotency-key": "till-7-4711" } };
    const body = { subject: who, decisions: { personal: true, ads: false } };
    const first = await tell(body, once);
    expect((await tell(body, once)).json).toEqual(first.json);
    expect((await tell({ ...body, decisions: { personal: false } }, once)).json.errors).toMatchObject([
      { field: "idempotency-key", rule: "same-request" },
    ]);
    expect(await verifyLedger(bindings(), first.json.subject)).toEqual({ entries: 1, faults: [] });
    const races = await Promise.all(Array.from({ length: 6 }, () => withdraw({ subject: who }, { headers: { "idempotency-key": "w" } })));
    expect(races.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect((await verifyLedger(bindings(), first.json.subject)).entries).toBe(2);
  });
});

describe("a parent's word", () => {
  it("opens to a minor what is no profiling, and nothing else", async () => {
    const who = card();
    const minor = { subject: who, age: "minor", parental: true, method: "paper" };
    expect((await tell({ ...minor, decisions: { ads: true } })).json.errors).toMatchObject([{ field: "decisions.ads", rule: "minor" }]);
    expect((await tell({ ...minor, parental: false, decisions: { memory: true } })).json.errors).toMatchObject([{ field: "decisions" }]);
    expect(await tell({ ...minor, decisions: { memory: true } })).toMatchObject({ status: 201, json: { allowed: { memory: true } } });
    await tell({ subject: who, decisions: { personal: true } });
    expect((await permitOf(who)).purposes).toMatchObject({
      memory: { allowed: true, why: "granted" },
      personal: { allowed: false, why: "minor" },
    });
    await tell({ ...minor, parental: false, decisions: {} });
    expect((await permitOf(who)).purposes["memory"]).toMatchObject({ allowed: false, why: "minor" });
  });

  it("is not undone by saying one is an adult in a browser, with a subject or without", async () => {
    const visitor = new Browser();
    const { notice } = (await visitor.ask("/v1/consent")).json;
    const say = (decisions: object, age?: string) =>
      visitor.ask("/v1/consent", { body: { decisions, age, notice: { version: notice.version, locale: "en" }, method: "banner" } });
    expect((await say({ ads: false }, "minor")).status).toBe(201);
    expect((await say({ personal: true }, "adult")).json.errors).toMatchObject([{ field: "age", rule: "stated" }]);
    expect((await say({ personal: true })).json).toMatchObject({ state: { personal: "granted" }, allowed: { personal: false } });
    const subject = ref(await subjectOf(visitor));
    expect((await permitOf(subject)).purposes["personal"]).toMatchObject({ allowed: false, why: "minor" });
    await tell({ subject, age: "adult", decisions: {} });
    expect((await permitOf(subject)).purposes["personal"]).toMatchObject({ allowed: true, why: "granted" });
  });
});

describe("with storage away", () => {
  it("a yes that is told is refused, and a no is kept by the queue and settled once, with its evidence", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const subject = await subjectOf(visitor);
    await tell({ subject: ref(subject), decisions: { memory: true } });
    const { env, kept } = keeping(bindings());
    const away = { ...env, DB: env.DB, KV: env.KV };
    const failing = { ...without(away, "d1"), WITHDRAWALS: away.WITHDRAWALS };
    const told = { subject: ref(subject), method: "phone", evidence: "call-12" };
    expect((await tell({ ...told, decisions: { contextual: true } }, { env: failing })).status).toBe(503);
    const refused = await tell({ ...told, decisions: { personal: false } }, { env: failing });
    expect(refused).toMatchObject({ status: 202, json: { subject } });
    expect(kept).toHaveLength(1);
    await deliver([...kept, ...kept]);
    expect((await permitOf(ref(subject))).purposes["personal"]).toMatchObject({ allowed: false, why: "withdrawn" });
    expect((await recordsOf(subject)).at(-1)).toMatchObject({ method: "phone", evidence: { actor: "till-7", reference: "call-12" } });
    expect((await verifyLedger(bindings(), subject)).faults).toEqual([]);
    expect((await withdraw({ subject: ref(subject) }, { env: without(bindings(), "d1", "queue") })).status).toBe(503);
  });
});
