import { beforeAll, describe, expect, it } from "vitest";
import { verifyLedger } from "../../src/actions/consent/verify-ledger.ts";
import { asReceiptId } from "../../src/core/kernel/ids.ts";
import { allDatabases } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { NO, subjectIn, YES } from "./subjects.ts";

beforeAll(async () => {
  await publish();
});

async function count(sql: string, ...values: unknown[]): Promise<number> {
  const sums = await Promise.all(
    allDatabases(bindings()).map(({ db }) =>
      db
        .prepare(sql)
        .bind(...values)
        .first<{ n: number }>(),
    ),
  );
  return sums.reduce((total, row) => total + (row?.n ?? 0), 0);
}

describe("a refusal without a subject", () => {
  it("is proved by a chain of one under its receipt and stores nobody", async () => {
    const before = await count("SELECT count(*) AS n FROM register");
    const visitor = new Browser();
    const refused = await visitor.choose(NO);
    expect(refused).toMatchObject({ status: 201, json: { version: 1, state: NO && { personal: "denied" }, allowed: { personal: false } } });
    expect(await subjectIn(visitor)).toBeNull();
    expect(await count("SELECT count(*) AS n FROM register")).toBe(before);
    const receipt = asReceiptId(refused.json.receipt);
    expect(receipt).not.toBeNull();
    if (receipt) expect(await verifyLedger(bindings(), receipt)).toEqual({ entries: 1, faults: [] });
  });

  it("outlives the hard time of its pass, and the loss of both secrets", async () => {
    const visitor = new Browser();
    await visitor.choose(NO);
    visitor.now = NOON + 100 * DAY;
    expect((await visitor.decide()).json.consent).toMatchObject({ noticeDue: false, state: { personal: "denied" } });
    visitor.env = { ...bindings(), EARNEST_SECRET: "another-secret-of-at-least-thirty-two-characters" };
    expect((await visitor.decide()).json.consent).toMatchObject({
      noticeDue: false,
      allowed: { personal: false, ads: false },
      why: { personal: "withdrawn" },
    });
  });

  it("cannot be undone by a grant that was on its way in another tab", async () => {
    const visitor = new Browser();
    const tab = visitor.copy();
    const late = await tab.choose(YES);
    visitor.now += 2_000;
    await visitor.choose(NO);
    visitor.accept(late);
    expect((await visitor.decide()).json.consent).toMatchObject({ allowed: { personal: false }, why: { personal: "withdrawn" } });
  });
});

describe("a withdrawal", () => {
  it("wins over a renewal answered later in another tab", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const renewing = await visitor.askHolding("/v1/consent/renew", { body: {} });
    expect(renewing.json.consent.allowed.personal).toBe(true);
    expect((await visitor.withdraw()).status).toBe(200);
    visitor.accept(renewing);
    expect((await visitor.decide()).json.consent).toMatchObject({ allowed: { personal: false, ads: false } });
    expect((await visitor.renew()).json.consent.allowed.personal).toBe(false);
    expect((await visitor.decide()).json.consent.why.personal).toBe("withdrawn");
  });

  it("wins whichever of many tabs renews or withdraws first", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const answers = await Promise.all([
      visitor.askHolding("/v1/consent/renew", { body: {} }),
      visitor.askHolding("/v1/consent", { method: "DELETE" }),
      visitor.askHolding("/v1/consent/renew", { body: {} }),
      visitor.askHolding("/v1/consent", { method: "DELETE" }),
    ]);
    for (const order of [
      [0, 1, 2, 3],
      [1, 3, 0, 2],
      [3, 2, 1, 0],
    ]) {
      const tab = visitor.copy();
      for (const index of order) if (answers[index]) tab.accept(answers[index]);
      expect((await tab.decide()).json.consent.allowed.personal).toBe(false);
    }
    const subject = await subjectIn(visitor);
    if (subject) expect((await verifyLedger(bindings(), subject)).faults).toEqual([]);
  });

  it("made in the page alone is believed, and reaches the ledger at the next renewal", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const subject = await subjectIn(visitor);
    const until = visitor.jar.get("earnest_choice")?.split(".")[0];
    visitor.jar.set("earnest_choice", `${until}.memory.personal~ads`);
    expect((await visitor.decide()).json.consent.allowed).toMatchObject({ personal: false, ads: false, memory: true });
    expect((await visitor.renew()).json.consent.allowed).toMatchObject({ personal: false, ads: false, memory: true });
    const permits = await request("/v1/permits?site=pk_acme_main", {
      key: SECRET_KEY,
      body: { subjects: [{ type: "subject", value: subject }], purposes: ["personal", "memory"] },
    });
    expect(permits.json.permits[0]).toMatchObject({
      version: 2,
      purposes: { personal: { allowed: false, why: "withdrawn" }, memory: { allowed: true, why: "granted" } },
    });
  });

  it("leaves the person able to choose again, and everything not chosen withdrawn", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    await visitor.withdraw();
    expect(await visitor.choose({ memory: true })).toMatchObject({
      status: 201,
      json: { version: 3, allowed: { memory: true, personal: false }, state: { personal: "withdrawn" } },
    });
    expect((await visitor.decide()).json.consent.allowed).toMatchObject({ memory: true, personal: false, ads: false });
  });
});

describe("a choice", () => {
  it("names refused, withdrawn and unknown apart, and omitted purposes stay", async () => {
    const visitor = new Browser();
    await visitor.choose({ personal: true });
    const changed = await visitor.choose({ personal: false, ads: false });
    expect(changed.json.state).toMatchObject({ personal: "withdrawn", ads: "denied", memory: "unknown" });
  });

  it("meets a conflict when another device chose since, and shows the present state", async () => {
    const first = new Browser();
    await first.choose(YES);
    const second = first.copy();
    await first.choose({ ads: false });
    const conflict = await second.choose({ ads: true });
    expect(conflict).toMatchObject({
      status: 409,
      json: { title: expect.any(String), current: { version: 2, state: { ads: "withdrawn" }, allowed: { ads: false } } },
    });
    expect(conflict.headers.get("content-type")).toBe("application/problem+json");
    expect(await second.choose({ ads: true })).toMatchObject({ status: 201, json: { version: 3 } });
  });

  it("keeps the refusals of a mixed choice even when its grants conflict", async () => {
    const first = new Browser();
    await first.choose(YES);
    const second = first.copy();
    await first.choose({ contextual: false });
    expect((await second.choose({ ads: true, personal: false })).status).toBe(409);
    expect((await second.decide()).json.consent.state).toMatchObject({ personal: "withdrawn", contextual: "withdrawn", ads: "granted" });
  });

  it("settles twenty concurrent grants of one subject to one winner", async () => {
    const visitor = new Browser();
    await visitor.choose({ personal: true });
    const { json } = await visitor.ask("/v1/consent");
    const body = { decisions: { ads: true }, notice: { version: json.notice.version, locale: "en" }, method: "settings" };
    const answers = await Promise.all(Array.from({ length: 20 }, () => visitor.askHolding("/v1/consent", { body })));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 409)).toHaveLength(19);
    const subject = await subjectIn(visitor);
    if (subject) expect(await verifyLedger(bindings(), subject)).toEqual({ entries: 2, faults: [] });
  });

  it("is written in three rows", async () => {
    const visitor = new Browser();
    const written: number[] = [];
    const measure = (database: D1Database): D1Database =>
      new Proxy(database, {
        get(inner, name) {
          if (name !== "batch")
            return typeof Reflect.get(inner, name) === "function"
              ? (Reflect.get(inner, name) as (...p: unknown[]) => unknown).bind(inner)
              : Reflect.get(inner, name);
          return async (statements: D1PreparedStatement[]) => {
            const results = await inner.batch(statements);
            written.push(results.reduce((sum, result) => sum + result.meta.rows_written, 0));
            return results;
          };
        },
      });
    const env = bindings() as unknown as Record<string, unknown>;
    visitor.env = Object.fromEntries(
      Object.entries(env).map(([name, binding]) => [name, /^DB(_\d\d)?$/.test(name) ? measure(binding as D1Database) : binding]),
    ) as never;
    await visitor.choose(YES);
    await visitor.choose({ ads: false });
    await visitor.withdraw();
    expect(written.filter((rows) => rows > 0)).toEqual([3, 3, 3]);
  });

  it("is listed in the person's own history and verifies; one changed byte does not", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    await visitor.choose({ ads: false });
    await visitor.withdraw();
    const history = await visitor.ask("/v1/consent/history");
    expect(
      history.json.entries.map((entry: { version: number; record: { method: string; rule: string } }) => [
        entry.version,
        entry.record.method,
        entry.record.rule,
      ]),
    ).toEqual([
      [1, "banner", "EEA"],
      [2, "banner", "EEA"],
      [3, "settings", "EEA"],
    ]);
    const subject = await subjectIn(visitor);
    expect(subject).not.toBeNull();
    if (!subject) return;
    expect(await verifyLedger(bindings(), subject)).toEqual({ entries: 3, faults: [] });
    const tampered = allDatabases(bindings()).map(({ db }) =>
      db.batch([
        db.prepare("DROP TRIGGER ledger_unchanged"),
        db
          .prepare("UPDATE ledger SET payload = replace(payload, '\"granted\"', '\"granteD\"') WHERE chain = ?1 AND version = 1")
          .bind(subject),
      ]),
    );
    await Promise.all(tampered);
    expect((await verifyLedger(bindings(), subject)).faults.map((fault) => fault.fault)).toContain("payload-changed");
  });
});
