import { beforeAll, describe, expect, it, vi } from "vitest";
import { runCron } from "../../src/jobs/cron.ts";
import type { Bindings } from "../../src/storage/bindings.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { allDatabases, shardOf } from "../../src/storage/shards.ts";
import { advisedProgram } from "../support/advised.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, MINUTE, NOON, publish, request, SECRET_KEY, type Answer } from "./client.ts";
import { deliver, keeping, rowsOf, subjectOf } from "./subjects.ts";
import { server } from "./people.ts";

const SITE = "?site=pk_acme_main";
const YES = { advice: true, personal: true, memory: true };

beforeAll(async () => {
  const program = advisedProgram();
  const mail = { key: "mail", type: "string", source: "volunteered", purposes: ["advice"], contact: "email" };
  const attributes = [...(program["attributes"] as object[]), { ...mail, texts: { en: { name: "Mail" }, de: { name: "Post" } } }];
  expect((await publish({ ...program, attributes })).status).toBe(201);
});

function breach(body: object, env: Bindings = bindings()): Promise<Answer> {
  return request(`/v1/breach${SITE}`, { key: SECRET_KEY, body, headers: { "x-earnest-now": String(NOON + DAY) }, env });
}

/** Everybody a breach lists, page after page. */
async function all(
  body: object,
  limit = 2,
): Promise<readonly { subject: string; person: string; attributes: string[]; reach: object[] }[]> {
  const found = [];
  for (let after: string | null = ""; after !== null;) {
    const { json } = await breach({ ...body, limit, ...(after === "" ? {} : { after }) });
    found.push(...json.affected);
    after = json.next;
  }
  return found;
}

async function told(traits: Record<string, unknown>, at = NOON): Promise<{ visitor: Browser; subject: string }> {
  const visitor = new Browser();
  visitor.now = at;
  await visitor.choose(YES);
  const { env, kept } = keeping(bindings());
  visitor.env = env;
  await visitor.ask("/v1/identify", { body: { traits, messageId: crypto.randomUUID() } });
  visitor.env = undefined;
  await deliver(kept);
  return { visitor, subject: await subjectOf(visitor) };
}

const iso = (at: number): string => new Date(at).toISOString();

describe("who is affected by a breach", () => {
  it("is listed by attribute and window, page by page, with how each can be told, and without a value", async () => {
    const [sized, mailed, early] = [
      await told({ shoeSize: 44 }),
      await told({ shoeSize: 45, mail: "ida@x.example" }),
      await told({ diary: "d" }),
    ];
    const link = { subject: { type: "subject", value: sized.subject }, identifier: { type: "phone", value: "+49301234" } };
    await server("/v1/identities/link", { ...link, source: "crm", proof: "1" });
    const listed = await all({ attributes: ["shoeSize"] });
    expect(listed.map(({ subject }) => subject)).toEqual([sized.subject, mailed.subject].toSorted());
    const bySubject = new Map(listed.map((item) => [item.subject, item]));
    expect(bySubject.get(sized.subject)).toMatchObject({ attributes: ["shoeSize"], reach: [{ by: "identifier", kind: "phone" }] });
    expect(bySubject.get(mailed.subject)).toMatchObject({ reach: [{ by: "attribute", kind: "email", attribute: "mail" }] });
    expect(JSON.stringify(listed)).not.toMatch(/ida@|"value"/);
    expect(await all({ attributes: ["shoeSize"], until: iso(NOON) })).toEqual([]);
    expect(await all({ attributes: ["shoeSize"], from: iso(NOON + 400 * DAY - 1), until: iso(NOON + 401 * DAY) })).toEqual([]);
    expect((await all({})).map(({ subject }) => subject)).toContain(early.subject);
    expect(await rowsOf("audit")).toContain('\\"kind\\":\\"breach\\"');
  });

  it("is listed by database and bucket, where each record is", async () => {
    const { subject } = await told({ shoeSize: 41 });
    const { binding, bucket } = await shardOf(bindings(), subject as never);
    const inside = await all({ bindings: [binding] });
    expect(inside.map((item) => item.subject)).toContain(subject);
    expect((await all({ bucket })).map((item) => item.subject)).toContain(subject);
    expect((await all({ bucket: (bucket + 1) % 256 })).map((item) => item.subject)).not.toContain(subject);
    for (const { name } of allDatabases(bindings()).filter((item) => item.name !== binding))
      expect((await all({ bindings: [name] })).map((item) => item.subject)).not.toContain(subject);
  });

  it("lists whoever withdrew and is not purged yet, and tells them whatever they refused", async () => {
    const { visitor, subject } = await told({ shoeSize: 39, mail: "odd@x.example" });
    visitor.now += MINUTE;
    await visitor.withdraw();
    const found = (await all({ attributes: ["mail"] })).find((item) => item.subject === subject);
    expect(found).toMatchObject({ attributes: ["mail"], reach: [{ by: "attribute", kind: "email" }] });
  });
});

const OLD = "earnest-demo-secret-for-local-mode-only";
const NEW = "earnest-demo-secret-that-came-after-the-breach";
const PEPPER = "earnest-demo-pepper-for-local-mode-only";

describe("keys that are changed after a breach", () => {
  it("sign nobody out: passes, withdrawals on their way and identifiers go on, and what is renewed outlives the old secret", async () => {
    const { visitor, subject } = await told({ shoeSize: 46 });
    const identifier = { type: "phone", value: "+49307777" };
    await server("/v1/identities/link", { subject: { type: "subject", value: subject }, identifier, source: "crm", proof: "1" });
    const stale = visitor.copy();
    const both: Bindings = {
      ...bindings(),
      EARNEST_SECRET: NEW,
      EARNEST_SECRET_PREVIOUS: OLD,
      EARNEST_PEPPER: `${PEPPER},${PEPPER}-second`,
    };
    const lookUp = (env: Bindings): Promise<Answer> =>
      request(`/v1/advisor/look-up${SITE}`, {
        key: SECRET_KEY,
        body: { identifier, actor: "a" },
        headers: { "x-earnest-now": String(NOON) },
        env,
      });
    visitor.env = both;
    expect((await visitor.ask("/v1/consent")).json.consent.state).toMatchObject({ advice: "granted" });
    expect((await visitor.renew()).json.consent.state).toMatchObject({ advice: "granted" });
    expect((await lookUp(both)).json).toMatchObject({ subject, allowed: true });
    await runCron(await platformOf(both, () => undefined), "23 2 * * *", NOON);
    expect(await rowsOf("identifier")).toMatch(/"generation":2/);
    expect((await lookUp(both)).json).toMatchObject({ subject });

    const after: Bindings = { ...both, EARNEST_SECRET_PREVIOUS: "" };
    visitor.env = after;
    expect((await visitor.ask("/v1/consent")).json.consent.state).toMatchObject({ advice: "granted" });
    stale.env = after;
    expect((await stale.ask("/v1/consent")).json.consent.allowed).toMatchObject({ advice: false });
    expect(await subjectOf(stale)).toBe(subject);
  });
});

describe("raw identifiers", () => {
  it("are in no log, table, queue, key or value of the cache, whichever way they come", async () => {
    const printed = [vi.spyOn(console, "log"), vi.spyOn(console, "error"), vi.spyOn(console, "warn"), vi.spyOn(console, "info")];
    const { env, kept } = keeping(bindings());
    const { subject } = await told({ shoeSize: 40 });
    const marks = { email: "mk-mail@planted.example", phone: "+4930765432", user: "mk-user-7", card: "MKCARD77", device: "mk-device-77" };
    const ask = (path: string, body: unknown, more: object = {}): Promise<Answer> =>
      request(path, {
        key: SECRET_KEY,
        body,
        env,
        headers: { "x-earnest-now": String(NOON), "idempotency-key": crypto.randomUUID() },
        ...more,
      });
    for (const [type, value] of Object.entries(marks)) {
      const named = { type, value };
      const link = { subject: { type: "subject", value: subject }, identifier: named, source: "crm", proof: "1" };
      expect((await ask(`/v1/identities/link${SITE}`, link)).status).toBe(200);
      await ask(`/v1/permits${SITE}`, { subjects: [named] });
      await ask(`/v1/advisor/look-up${SITE}`, { identifier: named, actor: "a" });
      await ask(`/v1/decide${SITE}`, { slots: ["hero"], subject: named });
      await ask(`/v1/identities/unlink${SITE}`, { identifier: { type, value: `${value}9` } });
      const csv = `${type},at,attributes.shoeSize\n${value},2026-11-01T00:00:00Z,41\n${value}8,2026-11-01T00:00:00Z,nonsense`;
      const path = `/v1/imports/${crypto.randomUUID()}/parts/1${SITE}&source=volunteered&from=crm`;
      await ask(path, undefined, { method: "PUT", text: csv, headers: { "content-type": "text/csv" } });
    }
    const context = { consent: { categoryPreferences: { advice: true, personal: true } } };
    const batch = [
      { type: "track", event: "Order Completed", userId: marks.user, properties: { product: "x" }, context, messageId: "m-1" },
    ];
    await ask(`/v1/batch${SITE}`, { batch });
    expect(kept.length).toBeGreaterThan(0);
    await deliver(kept);
    const tables = await bindings()
      .DB.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '[_s]*[cq]*'")
      .all<{ name: string }>();
    const { keys } = await bindings().KV.list();
    const values = await Promise.all(keys.map(({ name }) => bindings().KV.get(name)));
    const logs = printed.flatMap(({ mock }) => mock.calls);
    const everything = JSON.stringify([await rowsOf(...tables.results.map(({ name }) => name)), kept, keys, values, logs]);
    expect(tables.results.length).toBeGreaterThan(30);
    for (const mark of Object.values(marks)) {
      expect(everything.toLowerCase(), mark).not.toContain(mark.toLowerCase());
      expect(everything, mark).not.toContain(btoa(mark));
    }
    for (const spy of printed) spy.mockRestore();
  });
});
