import { beforeAll, describe, expect, it } from "vitest";
import { sha256Hex } from "../../src/core/kernel/bytes.ts";
import { allDatabases } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";
import { Browser, publish, request, SECRET_KEY, type Answer } from "./client.ts";
import { NO, subjectOf, YES } from "./subjects.ts";

const LEDGER_KEY = "sk_test_ledger";
const OTHER_KEY = "sk_test_permits";

beforeAll(async () => {
  await publish();
  const add = bindings().DB.prepare("INSERT INTO api_key (hash, label, scopes, created_at) VALUES (?1, 'test', ?2, 0)");
  await bindings().DB.batch([add.bind(await sha256Hex(LEDGER_KEY), '["ledger"]'), add.bind(await sha256Hex(OTHER_KEY), '["permits"]')]);
});

function verify(body: unknown, key = LEDGER_KEY): Promise<Answer> {
  return request("/v1/ledger/verify", { key, body });
}

interface Whole {
  readonly checked: number;
  readonly entries: number;
  readonly faults: readonly { readonly chain: string; readonly fault: string }[];
}

/** Every page of a question, together. */
async function verifyAll(question: Record<string, unknown>): Promise<Whole> {
  const whole = { checked: 0, entries: 0, faults: [] as { chain: string; fault: string }[] };
  let after: string | null = null;
  do {
    const { status, json } = await verify({ ...question, ...(after === null ? {} : { after }) });
    expect(status).toBe(200);
    whole.checked += json.checked;
    whole.entries += json.entries;
    whole.faults.push(...json.faults);
    after = json.next;
  } while (after !== null);
  return whole;
}

async function count(sql: string): Promise<number> {
  const rows = await Promise.all(allDatabases(bindings()).map(({ db }) => db.prepare(sql).first<{ n: number }>()));
  return rows.reduce((sum, row) => sum + (row?.n ?? 0), 0);
}

describe("the ledger", () => {
  it("is verified whole, page by page, whatever the size of a page", async () => {
    for (let index = 0; index < 6; index++) await new Browser().choose(index % 2 === 0 ? YES : NO);
    const chains = await count("SELECT count(DISTINCT chain) AS n FROM ledger");
    const entries = await count("SELECT count(*) AS n FROM ledger");
    for (const limit of [1, 3, 500]) expect(await verifyAll({ limit })).toEqual({ checked: chains, entries, faults: [] });
    const each = await Promise.all(allDatabases(bindings()).map(({ name }) => verifyAll({ database: name, limit: 2 })));
    expect(each.reduce((sum, one) => sum + one.checked, 0)).toBe(chains);
  });

  it("of one subject is verified by itself, and of an unknown one is empty", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    await visitor.withdraw();
    expect(await verify({ subject: await subjectOf(visitor) })).toMatchObject({
      status: 200,
      json: { checked: 1, entries: 2, faults: [], next: null },
    });
    expect((await verify({ subject: `sub_${"0".repeat(32)}` })).json).toEqual({ checked: 0, entries: 0, faults: [], next: null });
  });

  it("is asked with the scope `ledger`, and with what it understands", async () => {
    expect((await verify({}, OTHER_KEY)).status).toBe(403);
    expect((await verify({}, SECRET_KEY)).status).toBe(200);
    expect((await verify({}, "pk_acme_main")).status).toBe(401);
    const cases: readonly (readonly [body: unknown, field: string])[] = [
      [{ limit: 0 }, "limit"],
      [{ limit: 501 }, "limit"],
      [{ limit: 1.5 }, "limit"],
      [{ subject: "sub_short" }, "subject"],
      [{ database: "DB_77" }, "database"],
      [{ database: "KV" }, "database"],
      [{ after: "nonsense" }, "after"],
      [{ after: "DB_77:" }, "after"],
      [{ database: "DB", after: "DB_01:" }, "after"],
      [{ chain: "x" }, "chain"],
    ];
    for (const [body, field] of cases) expect(await verify(body)).toMatchObject({ status: 422, json: { errors: [{ field }] } });
  });

  it("tells a changed payload, a lost entry and a lost register by their chains", async () => {
    const [changed, cut, bare] = [new Browser(), new Browser(), new Browser()];
    for (const visitor of [changed, cut, bare]) await visitor.choose(YES);
    await cut.choose({ ads: false });
    const [first, second, third] = [await subjectOf(changed), await subjectOf(cut), await subjectOf(bare)];
    await Promise.all(
      allDatabases(bindings()).map(({ db }) =>
        db.batch([
          db.prepare("DROP TRIGGER ledger_unchanged"),
          db.prepare("DROP TRIGGER ledger_kept"),
          db.prepare("UPDATE ledger SET payload = replace(payload, 'granted', 'denied') WHERE chain = ?1").bind(first),
          db.prepare("DELETE FROM ledger WHERE chain = ?1 AND version = 2").bind(second),
          db.prepare("DELETE FROM register WHERE subject = ?1").bind(third),
        ]),
      ),
    );
    const { faults } = await verifyAll({ limit: 4 });
    const by = (chain: string): readonly string[] => faults.filter((fault) => fault.chain === chain).map((fault) => fault.fault);
    expect(by(first)).toContain("payload-changed");
    expect(by(second)).toContain("head-differs");
    expect(by(third)).toEqual(["register-differs"]);
    expect(new Set(faults.map((fault) => fault.chain)).size).toBe(3);
  });
});
