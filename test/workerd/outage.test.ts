import { beforeAll, describe, expect, it } from "vitest";
import { verifyLedger } from "../../src/actions/consent/verify-ledger.ts";
import { readLedger, readSubject } from "../../src/storage/register.ts";
import { allDatabases, shardOf } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";
import { Browser, MINUTE, NOON, publish } from "./client.ts";
import { failingAt, without } from "./faults.ts";
import { deliver, keeping, NO, rowsOf, subjectIn, subjectOf, versionOf, YES } from "./subjects.ts";

const PERSONAL = ["register", "ledger", "audit", "profile", "event"];

beforeAll(async () => {
  await publish();
});

describe("with the database away", () => {
  it("a grant is refused with 503 and changes nothing", async () => {
    const visitor = new Browser();
    visitor.env = without(bindings(), "d1");
    const before = await rowsOf(...PERSONAL);
    const refused = await visitor.choose(YES);
    expect(refused).toMatchObject({
      status: 503,
      json: { type: "urn:earnest:problem:unavailable", current: { allowed: { personal: false } } },
    });
    expect(visitor.jar.size).toBe(0);
    expect(await rowsOf(...PERSONAL)).toBe(before);
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
    expect(await visitor.choose({ memory: true })).toMatchObject({
      status: 201,
      json: { version: 3, allowed: { memory: true, personal: false } },
    });
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
    const refused = await visitor.choose(NO);
    expect(refused.status).toBe(202);
    expect((await visitor.decide()).json.consent).toMatchObject({ noticeDue: false, allowed: { personal: false } });
    await deliver(kept);
    await deliver(kept);
    const chain = refused.json.receipt;
    expect(await readLedger(bindings(), chain, 5_000)).toHaveLength(1);
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
    expect((await visitor.decide()).json).toMatchObject({
      decisions: { hero: { content: null, reason: "no-consent" } },
      consent: { noticeDue: false, why: { personal: "no-pass" } },
    });
  });

  it("or silent, nobody waits for it", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const stalled = new Proxy(bindings().DB, {
      get: (inner, name) =>
        name === "withSession"
          ? () => stalled
          : name === "batch"
            ? () => new Promise(() => undefined)
            : (Reflect.get(inner, name) as () => unknown).bind(inner),
    });
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

  it("an event goes straight to the profile without the queue, once however often it is sent", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    visitor.env = without(bindings(), "queue");
    expect((await visitor.view("a", "shoes", "direct")).json.accepted).toBe(1);
    expect((await visitor.view("a", "shoes", "direct")).json.accepted).toBe(1);
    const subject = await subjectOf(visitor);
    const { profile } = await readSubject(await shardOf(bindings(), subject), subject, [], 5_000);
    expect(profile).toMatchObject({ version: 1, attributes: { shoeViews: { value: 1 } } });
  });

  it("and the database too, it is refused with Retry-After and the pass is unchanged", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    visitor.env = without(bindings(), "queue", "d1");
    const refused = await visitor.view("a");
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(refused.headers.getSetCookie()).toEqual([]);
  });
});

describe("whatever is away", () => {
  const AWAY: Readonly<Record<string, readonly ("d1" | "kv" | "queue")[]>> = {
    "the cache": ["kv"],
    "the queue": ["queue"],
    "the database": ["d1"],
    "database and cache": ["d1", "kv"],
    "database and queue": ["d1", "queue"],
    all: ["d1", "kv", "queue"],
  };
  const CHOICES = { yes: YES, no: NO, "some of each": { ...NO, memory: true } };

  it.each(Object.entries(AWAY))(
    "%s: what was chosen stays, nobody who chose is asked again, and nothing false is recorded",
    async (_, away) => {
      for (const [name, decisions] of Object.entries(CHOICES)) {
        const visitor = new Browser();
        await visitor.choose(decisions);
        const before = await rowsOf("register", "ledger");
        const { allowed } = (await visitor.decide()).json.consent;
        visitor.env = without(bindings(), ...away);
        expect((await visitor.decide()).json.consent, name).toMatchObject({ allowed, noticeDue: false });
        expect((await visitor.ask("/v1/consent")).json.consent, name).toMatchObject({ allowed, noticeDue: false });
        expect((await visitor.renew()).json.consent, name).toMatchObject({ allowed, noticeDue: false });
        visitor.now = NOON + 10 * MINUTE;
        expect((await visitor.decide()).json.consent.noticeDue, name).toBe(false);
        expect(await rowsOf("register", "ledger")).toBe(before);
        visitor.env = undefined;
        expect((await visitor.renew()).json.consent, name).toMatchObject({ allowed, noticeDue: false });
      }
    },
  );

  it("the place: the strictest row holds", async () => {
    const visitor = new Browser();
    visitor.country = "";
    expect((await visitor.decide()).json.consent).toMatchObject({ jurisdiction: "DEFAULT", noticeDue: true, allowed: { personal: false } });
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
      const subject = await subjectIn(visitor);
      if (!subject) continue;
      const verified = await verifyLedger(bindings(), subject);
      expect(verified.faults, `call ${k} ${when}`).toEqual([]);
      const { registered } = await readSubject(await shardOf(bindings(), subject), subject, [], 5_000);
      const grants = Object.values(registered?.state.decisions ?? {}).filter((record) => record.state === "granted");
      expect(grants, `call ${k} ${when}`).toEqual([]);
    }
  });
});
