import { createExecutionContext, createMessageBatch, getQueueResult, waitOnExecutionContext } from "cloudflare:test";
import { beforeAll, describe, expect, it, vi } from "vitest";
import worker from "../../src/worker.ts";
import { verifyLedger } from "../../src/actions/consent/verify-ledger.ts";
import { openPass } from "../../src/core/consent/seal.ts";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import type { Bindings, SealedMessage } from "../../src/storage/bindings.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { readLedger, readSubject } from "../../src/storage/register.ts";
import { allDatabases, shardOf } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";
import { Browser, MINUTE, NOON, publish } from "./client.ts";
import { failingAt, without } from "./faults.ts";

const BINDING = { controller: "acme", site: "pk_acme_main", audience: "browser" } as const;
const YES = { personal: true, memory: true, ads: true, contextual: true };

beforeAll(async () => {
  await publish();
});

async function subjectOf(visitor: Browser): Promise<SubjectId> {
  const platform = await platformOf(bindings(), () => undefined);
  const subject = (await openPass(platform.keyring, BINDING, visitor.jar.get("__Host-earnest") ?? ""))?.subject;
  if (!subject) throw new Error("the pass has no subject");
  return subject;
}

async function versionOf(subject: SubjectId): Promise<number> {
  return (await readSubject(await shardOf(bindings(), subject), subject, [], 5_000)).registered?.version ?? 0;
}

async function everything(): Promise<string> {
  const tables = ["register", "ledger", "audit", "profile", "event"];
  const rows = await Promise.all(allDatabases(bindings()).flatMap(({ db }) => tables.map((table) => db.prepare(`SELECT * FROM ${table}`).all())));
  return JSON.stringify(rows.map((result) => result.results));
}

/** Bindings whose queues keep what is sent, so that a test delivers it when and as often as it likes. */
function keeping(env: Bindings): { readonly env: Bindings; readonly kept: SealedMessage[] } {
  const kept: SealedMessage[] = [];
  const queue = { send: async (message: SealedMessage) => void kept.push(message) } as unknown as Queue<SealedMessage>;
  return { env: { ...env, EVENTS: queue, WITHDRAWALS: queue }, kept };
}

async function deliver(messages: readonly SealedMessage[], env: Bindings = bindings()): Promise<{ readonly acked: number; readonly retried: number }> {
  const batch = createMessageBatch("earnest-events", messages.map((body, index) => ({ id: `m${index}`, timestamp: new Date(NOON), attempts: 1, body })));
  const context = createExecutionContext();
  await worker.queue(batch as MessageBatch, env, context);
  await waitOnExecutionContext(context);
  const result = await getQueueResult(batch, context);
  return { acked: result.explicitAcks.length, retried: result.retryMessages.length };
}

describe("with the database away", () => {
  it("a grant is refused with 503 and changes nothing", async () => {
    const visitor = new Browser();
    visitor.env = without(bindings(), "d1");
    const before = await everything();
    const refused = await visitor.choose(YES);
    expect(refused).toMatchObject({ status: 503, json: { type: "urn:earnest:problem:unavailable", current: { allowed: { personal: false } } } });
    expect(visitor.jar.size).toBe(0);
    expect(await everything()).toBe(before);
    visitor.env = undefined;
    expect((await visitor.decide()).json.consent).toMatchObject({ noticeDue: true, allowed: { personal: false } });
  });

  it("a withdrawal works at once, and the queue settles it once however often it brings it", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const subject = await subjectOf(visitor);
    const { env, kept } = keeping(without(bindings(), "d1"));
    visitor.env = env;
    const withdrawn = await visitor.withdraw();
    expect(withdrawn).toMatchObject({ status: 202, json: { allowed: { personal: false } } });
    expect((await visitor.decide()).json.consent).toMatchObject({ allowed: { personal: false, ads: false }, noticeDue: false });
    expect(kept).toHaveLength(1);
    expect(JSON.stringify(kept)).not.toContain(subject.slice(4));
    expect(await deliver(kept, without(bindings(), "d1"))).toEqual({ acked: 0, retried: 1 });
    expect(await deliver([...kept, ...kept])).toEqual({ acked: 2, retried: 0 });
    expect(await deliver(kept)).toEqual({ acked: 1, retried: 0 });
    expect(await versionOf(subject)).toBe(2);
    expect(await verifyLedger(bindings(), subject)).toEqual({ entries: 2, faults: [] });
    visitor.env = undefined;
    expect((await visitor.renew()).json.consent.allowed.personal).toBe(false);
    expect(await versionOf(subject)).toBe(2);
  });

  it("and the queue away too, the browser brings the withdrawal itself", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const subject = await subjectOf(visitor);
    visitor.env = without(bindings(), "d1", "queue", "kv");
    expect((await visitor.withdraw()).status).toBe(202);
    expect((await visitor.renew()).json.consent.allowed.personal).toBe(false);
    expect(await versionOf(subject)).toBe(1);
    visitor.env = undefined;
    expect((await visitor.renew()).json.consent.allowed.personal).toBe(false);
    expect(await versionOf(subject)).toBe(2);
    expect(await verifyLedger(bindings(), subject)).toEqual({ entries: 2, faults: [] });
    expect(await visitor.choose({ memory: true })).toMatchObject({ status: 201, json: { version: 3, allowed: { memory: true, personal: false } } });
  });

  it("the refusals of a mixed choice hold although its grants are refused", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    visitor.env = keeping(without(bindings(), "d1")).env;
    expect((await visitor.choose({ personal: false, memory: true })).status).toBe(503);
    expect((await visitor.decide()).json.consent.allowed).toMatchObject({ personal: false, ads: true });
  });

  it("a refusal of a new visitor is kept and proved later", async () => {
    const visitor = new Browser();
    const { env, kept } = keeping(without(bindings(), "d1"));
    visitor.env = env;
    const refused = await visitor.choose({ personal: false, memory: false, ads: false, contextual: false });
    expect(refused.status).toBe(202);
    expect((await visitor.decide()).json.consent).toMatchObject({ noticeDue: false, allowed: { personal: false } });
    await deliver(kept);
    await deliver(kept);
    const chain = refused.json.receipt;
    expect(await readLedger(await shardOf(bindings(), chain), chain)).toHaveLength(1);
  });

  it("a live pass decides to its hard time, then the page keeps its default", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    for (const product of ["a", "b", "c"]) await visitor.view(product);
    visitor.env = without(bindings(), "d1", "kv", "queue");
    visitor.now = NOON + 4 * MINUTE;
    expect((await visitor.renew()).headers.getSetCookie()).toEqual([]);
    expect((await visitor.decide()).json.decisions.hero.reason).toBe("matched");
    visitor.now = NOON + 6 * MINUTE;
    expect((await visitor.decide()).json).toMatchObject({ decisions: { hero: { content: null, reason: "no-consent" } }, consent: { noticeDue: false, why: { personal: "no-pass" } } });
  });

  it("or silent, nobody waits for it", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const stalled = new Proxy(bindings().DB, { get: (inner, name) => (name === "withSession" ? () => stalled : name === "batch" ? () => new Promise(() => undefined) : (Reflect.get(inner, name) as () => unknown).bind(inner)) });
    visitor.env = { ...bindings(), ...Object.fromEntries(allDatabases(bindings()).map(({ name }) => [name, stalled])) };
    visitor.now = NOON + 6 * MINUTE;
    const started = Date.now();
    expect((await visitor.decide()).json.decisions.hero.content).toBeNull();
    expect(Date.now() - started).toBeLessThan(1_500);
  });
});

describe("with the cache or the queue away", () => {
  it("nothing changes for decisions and consent", async () => {
    const visitor = new Browser();
    visitor.env = without(bindings(), "kv");
    expect((await visitor.choose(YES)).status).toBe(201);
    expect((await visitor.decide()).json.consent.allowed.personal).toBe(true);
    expect((await visitor.withdraw()).status).toBe(200);
  });

  it("an event is refused with Retry-After and the pass is unchanged", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    visitor.env = without(bindings(), "queue");
    const refused = await visitor.view("a");
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(refused.headers.getSetCookie()).toEqual([]);
  });
});

describe("events in flight", () => {
  it("are counted once in the profile, in two rows and one each, and nothing flips back at a renewal", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const subject = await subjectOf(visitor);
    const { env, kept } = keeping(bindings());
    visitor.env = env;
    for (const product of ["a", "b", "c"]) await visitor.view(product, "shoes", `id-${product}`);
    await visitor.view("c", "shoes", "id-c");
    expect((await visitor.decide()).json.decisions.hero.reason).toBe("matched");
    await visitor.renew();
    expect((await visitor.decide()).json.decisions.hero.reason).toBe("matched");
    await deliver([...kept, ...kept]);
    await deliver(kept);
    const { profile, seen } = await readSubject(await shardOf(bindings(), subject), subject, ["id-a", "id-b", "id-c"], 5_000);
    expect(profile).toMatchObject({ version: 1, attributes: { shoeViews: { value: 3, source: "observed", origin: "event" }, lastProduct: { value: "c" } } });
    expect(seen.size).toBe(3);
    await visitor.renew();
    expect((await visitor.decide()).json.decisions.hero.reason).toBe("matched");
    const stored = await (await shardOf(bindings(), subject)).db.prepare("SELECT fields FROM event WHERE subject = ?1").bind(subject).all<{ fields: string }>();
    expect(JSON.stringify(stored.results)).not.toContain("dropped");
  });

  it("write nothing when their subject withdrew meanwhile", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const subject = await subjectOf(visitor);
    const { env, kept } = keeping(bindings());
    visitor.env = env;
    await visitor.view("a");
    visitor.env = undefined;
    await visitor.withdraw();
    expect(await deliver(kept)).toEqual({ acked: 1, retried: 0 });
    expect((await readSubject(await shardOf(bindings(), subject), subject, [], 5_000)).profile).toBeNull();
  });

  it("are dropped before storage without consent, and of an undeclared kind", async () => {
    const stranger = new Browser();
    const { env, kept } = keeping(bindings());
    stranger.env = env;
    expect((await stranger.view("a")).json).toEqual({ accepted: false, reason: "no-consent" });
    await stranger.choose(YES);
    expect((await stranger.ask("/v1/track", { body: { event: "Unheard Of" } })).json).toEqual({ accepted: false, reason: "unknown-event" });
    expect(kept).toEqual([]);
  });

  it("that nobody sealed here are let go", async () => {
    expect(await deliver([{ sealed: "made-up.AAAA" }, {} as SealedMessage])).toEqual({ acked: 2, retried: 0 });
  });
});

describe("exposures", () => {
  it("count once each into the day's rollup, and a forged token not at all", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    for (const product of ["a", "b", "c"]) await visitor.view(product);
    const { env, kept } = keeping(bindings());
    visitor.env = env;
    const decided = await visitor.decide();
    const tokens = [decided.json.decisions.hero.exposure, decided.json.decisions.partner.exposure];
    const report = (exposures: readonly unknown[]) => visitor.ask(`/v1/exposures?key=${visitor.key}`, { body: { exposures }, headers: { authorization: "" } });
    expect((await report(tokens)).json).toEqual({ accepted: 2 });
    await report(tokens);
    expect((await report([tokens[0].replace("shoes-hero", "other-hero"), "nonsense"])).json).toEqual({ accepted: 0 });
    await deliver([...kept, ...kept]);
    await deliver(kept);
    const { results } = await bindings().DB.prepare("SELECT day, experience, variant, metric, count FROM rollup ORDER BY experience").all();
    expect(results).toEqual([
      { day: "2026-11-22", experience: "partner-ad", variant: "only", metric: "exposure", count: 1 },
      { day: "2026-11-22", experience: "shoes-hero", variant: "only", metric: "exposure", count: 1 },
    ]);
  });
});

describe("a failure of any single call", () => {
  const steps = async (visitor: Browser): Promise<void> => {
    await visitor.choose(YES);
    await visitor.view("a", "shoes", "one");
    await visitor.choose({ ads: false });
    await visitor.withdraw();
    await visitor.renew();
  };

  it.each(["before", "after"] as const)("%s it never leaves a grant without its ledger row, nor loses the withdrawal", async (when) => {
    for (let k = 1; k <= 24; k++) {
      const visitor = new Browser();
      visitor.env = failingAt(bindings(), k, when);
      await steps(visitor);
      visitor.env = undefined;
      const decided = await visitor.decide();
      expect(decided.json.consent.allowed, `call ${k} ${when}`).toMatchObject({ personal: false, ads: false, memory: false });
      await visitor.renew();
      const platform = await platformOf(bindings(), () => undefined);
      const subject = (await openPass(platform.keyring, BINDING, visitor.jar.get("__Host-earnest") ?? ""))?.subject;
      if (!subject) continue;
      const verified = await verifyLedger(bindings(), subject);
      expect(verified.faults, `call ${k} ${when}`).toEqual([]);
      const { registered } = await readSubject(await shardOf(bindings(), subject), subject, [], 5_000);
      const grants = Object.values(registered?.state.decisions ?? {}).filter((record) => record.state === "granted");
      expect(grants, `call ${k} ${when}`).toEqual([]);
    }
  });
});

describe("the real queue", () => {
  it("carries an event from the page to the profile", async () => {
    const visitor = new Browser();
    visitor.now = Date.now();
    await visitor.choose(YES);
    const subject = await subjectOf(visitor);
    await visitor.view("a");
    await vi.waitFor(async () => {
      const { profile } = await readSubject(await shardOf(bindings(), subject), subject, [], 5_000);
      expect(profile?.attributes["shoeViews"]?.value).toBe(1);
    }, { timeout: 15_000, interval: 200 });
  });
});
