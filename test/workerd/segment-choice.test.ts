import { beforeAll, describe, expect, it } from "vitest";
import { sha256Hex } from "../../src/core/kernel/bytes.ts";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import { readSubject } from "../../src/storage/register.ts";
import { shardOf } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";
import { Browser, NOON, request } from "./client.ts";
import { failEvery } from "./fail-every.ts";
import { without } from "./faults.ts";
import { eventsOf, person, profileOf, publishTellable, server, VIEW } from "./people.ts";
import { deliver, keeping, rowsOf, subjectOf, versionOf, YES } from "./subjects.ts";

const INGEST_KEY = "sk_test_ingest";
const UPDATED = "Segment Consent Preference Updated";

beforeAll(async () => {
  await publishTellable();
  await bindings()
    .DB.prepare(`INSERT INTO api_key (hash, label, scopes, created_at) VALUES (?1, 'ingest', '["ingest"]', 0)`)
    .bind(await sha256Hex(INGEST_KEY))
    .run();
});

const updated = (categoryPreferences: Record<string, boolean>, messageId: string = crypto.randomUUID()) => ({
  type: "track",
  event: UPDATED,
  messageId,
  context: { consent: { categoryPreferences } },
});

async function decisionsOf(subject: SubjectId): Promise<Record<string, string>> {
  const { registered } = await readSubject(await shardOf(bindings(), subject), subject, [], 5_000);
  return Object.fromEntries(Object.entries(registered?.state.decisions ?? {}).map(([key, { state }]) => [key, state]));
}

async function chain(subject: SubjectId): Promise<readonly { readonly method: string; readonly evidence: unknown }[]> {
  const { db } = await shardOf(bindings(), subject);
  const { results } = await db
    .prepare("SELECT payload FROM ledger WHERE chain = ?1 ORDER BY version")
    .bind(subject)
    .all<{ payload: string }>();
  return results.map(({ payload }) => JSON.parse(payload) as { method: string; evidence: unknown });
}

describe("a consent manager's word through Segment's browser client", () => {
  it("takes back what it refuses, for good and with a ledger entry, and grants nothing", async () => {
    const visitor = new Browser();
    await visitor.choose({ ...YES, ads: false });
    const subject = await subjectOf(visitor);
    const { env, kept } = keeping(bindings());
    visitor.env = env;
    const batch = [{ ...VIEW, context: {} }, updated({ personal: false, ads: true }, "m1")];
    expect((await visitor.ask("/v1/b", { body: { batch } })).json).toEqual({ success: true, accepted: 1, dropped: { "no-consent": 1 } });
    expect(await decisionsOf(subject)).toMatchObject({ personal: "withdrawn", ads: "denied", memory: "granted" });
    expect((await chain(subject)).map(({ method }) => method)).toEqual(["banner", "signal"]);
    expect((await visitor.decide(["hero"])).json.decisions.hero.reason).toBe("no-consent");
    expect(kept).toEqual([]);
    await visitor.choose(YES);
    expect((await visitor.ask("/v1/t", { body: updated({ personal: true, ads: true }) })).json).toMatchObject({ accepted: 1 });
    const version = await versionOf(subject);
    // Brought again, it is the choice that is in the ledger already, and not a new one upon what was said since.
    expect((await visitor.ask("/v1/t", { body: updated({ personal: false, ads: true }, "m1") })).json).toMatchObject({ accepted: 1 });
    expect(await versionOf(subject)).toBe(version);
    expect(await decisionsOf(subject)).toMatchObject({ personal: "granted", ads: "granted" });
    await visitor.ask("/v1/t", { body: updated({ ads: false }) });
    expect((await visitor.ask("/v1/t", { body: { ...VIEW, context: {} } })).json).toMatchObject({ accepted: 1 });
    expect(await decisionsOf(subject)).toMatchObject({ personal: "granted", ads: "withdrawn" });
  });

  it("holds at once while the database is away, and reaches the ledger through the queue", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const subject = await subjectOf(visitor);
    const { env, kept } = keeping(bindings());
    visitor.env = without(env, "d1");
    expect((await visitor.ask("/v1/t", { body: updated({ personal: false }) })).json).toMatchObject({ accepted: 1 });
    expect((await visitor.decide(["hero"])).json.decisions.hero.reason).toBe("no-consent");
    expect(await decisionsOf(subject)).toMatchObject({ personal: "granted" });
    await deliver([...kept, ...kept]);
    expect(await decisionsOf(subject)).toMatchObject({ personal: "withdrawn", ads: "granted" });
  });

  it("is nothing of somebody without a pass", async () => {
    const before = await rowsOf("register", "ledger");
    expect((await new Browser().ask("/v1/t", { body: updated({ personal: false }) })).json).toMatchObject({ accepted: 0 });
    expect(await rowsOf("register", "ledger")).toBe(before);
  });
});

describe("a consent manager's word through a server", () => {
  it("takes back what it refuses of whom it names, before the rest of its request is judged, and counts once", async () => {
    const [{ subject, user }, other] = [await person(), await person()];
    const { env, kept } = keeping(bindings());
    const batch = [
      { ...VIEW, userId: user },
      { ...updated({ personal: false, ads: false }, "s1"), userId: user },
      { ...VIEW, userId: other.user },
    ];
    expect((await server("/v1/batch", { batch }, { env })).json).toEqual({ success: true, accepted: 2, dropped: { "no-consent": 1 } });
    await deliver(kept);
    expect(await eventsOf(subject)).toEqual([]);
    expect(await profileOf(other.subject)).toMatchObject({ shoeViews: 1 });
    expect(await decisionsOf(subject)).toMatchObject({ personal: "withdrawn", ads: "withdrawn", memory: "granted" });
    expect((await chain(subject)).at(-1)).toMatchObject({
      method: "signal",
      evidence: { actor: "key:test", reference: "segment:s1", at: NOON },
    });
    const version = await versionOf(subject);
    await server("/v1/batch", { batch }, { env });
    expect(await versionOf(subject)).toBe(version);
  });

  it("needs the scope to record consent, and somebody the directory knows", async () => {
    const { subject, user } = await person();
    const before = await rowsOf("register", "ledger", "identifier");
    const body = { ...updated({ personal: false }), userId: user };
    const refused = await request("/v1/track?site=pk_acme_main", { body, key: INGEST_KEY, headers: { "x-earnest-now": String(NOON) } });
    expect(refused.json).toEqual({ success: true, accepted: 0, dropped: { unverified: 1 } });
    expect((await server("/v1/track", { ...body, userId: "nobody-at-all" })).json).toMatchObject({ dropped: { "unknown-subject": 1 } });
    expect(await rowsOf("register", "ledger", "identifier")).toBe(before);
    expect(await decisionsOf(subject)).toMatchObject({ personal: "granted" });
  });

  it("is heard of fifty in a request at most; the others are refused by name", async () => {
    const batch = Array.from({ length: 51 }, () => ({ ...updated({ personal: false }), userId: "nobody-at-all" }));
    expect((await server("/v1/batch", { batch })).json).toMatchObject({
      dropped: { "unknown-subject": 50 },
      errors: [{ field: "batch.50", rule: "most" }],
    });
  });
});

describe.each(["before", "after"] as const)("a consent manager's word, with any single call failing %s it is made", (when) => {
  /** The last entry is the withdrawal, and the only one of its kind. */
  async function heardOnce(subject: SubjectId, label: string): Promise<void> {
    expect(await decisionsOf(subject), label).toMatchObject({ personal: "withdrawn", ads: "granted" });
    const methods = (await chain(subject)).map(({ method }) => method);
    expect(methods, label).toEqual(["banner", "signal"]);
  }

  it("holds for whom a server names, and is written once", async () => {
    await failEvery(async (env, kept, broken, label) => {
      const { subject, user } = await person();
      const body = { ...updated({ personal: false }), userId: user };
      if ((await server("/v1/track", body, { env: broken })).status !== 200)
        expect((await server("/v1/track", body, { env })).status, label).toBe(200);
      await deliver([...kept, ...kept]);
      await heardOnce(subject, label);
    }, when);
  });

  it("holds in a browser at once, and is written once", async () => {
    await failEvery(async (env, kept, broken, label) => {
      const visitor = new Browser();
      await visitor.choose(YES);
      const subject = await subjectOf(visitor);
      const body = updated({ personal: false });
      visitor.env = broken;
      expect((await visitor.ask("/v1/t", { body })).status, label).toBe(200);
      expect((await visitor.decide(["hero"])).json.decisions.hero.reason, label).toBe("no-consent");
      visitor.env = env;
      await visitor.ask("/v1/t", { body });
      await deliver([...kept, ...kept]);
      await visitor.renew();
      await heardOnce(subject, label);
    }, when);
  });
});
