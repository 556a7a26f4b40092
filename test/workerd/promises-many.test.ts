import { beforeAll, expect, it } from "vitest";
import { callsOfControllers } from "../../src/actions/calls-of-controllers.ts";
import { raiseOverdue } from "../../src/actions/exchange/raise-overdue.ts";
import { tellExchange } from "../../src/actions/exchange/tell-exchange.ts";
import { subjectId } from "../../src/core/kernel/ids.ts";
import { forgetPrograms } from "../../src/storage/cache/program.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { allDatabases, shardOf } from "../../src/storage/shards.ts";
import { askingProgram } from "../support/asks.ts";
import { OFFER_AUDIENCES, OFFERS } from "../support/offers.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { counting } from "./faults.ts";
import { subjectOf, YES } from "./subjects.ts";

type Row = Readonly<Record<string, string | number | null>>;

/** A question that the brand itself owes something for, within two days. */
const [size] = askingProgram()["asks"] as [object];
const sites = (askingProgram()["sites"] as readonly { controller: string }[]).filter(({ controller }) => controller === "acme");
const MANY = 500;
const LATE = NOON + 3 * DAY;

/** The rows of somebody who answered it. */
let answered: { readonly register: Row; readonly exchange: Row };

beforeAll(async () => {
  const asks = [{ ...size, promise: { by: "brand", due: "P2D" } }];
  expect((await publish(askingProgram({ sites, asks, offers: OFFERS, audiences: OFFER_AUDIENCES }))).status).toBe(201);
  const visitor = new Browser();
  await visitor.choose(YES);
  const { token } = (await visitor.decide(["aside"])).json.ask;
  const headers = { "idempotency-key": crypto.randomUUID() };
  expect((await visitor.ask("/v1/asks/size/answer", { body: { value: 45, token }, headers })).status).toBe(201);
  const subject = await subjectOf(visitor);
  const { db } = await shardOf(bindings(), subject);
  const rowOf = async (table: string) => db.prepare(`SELECT * FROM ${table} WHERE subject = ?1`).bind(subject).first<Row>();
  const [register, exchange] = [await rowOf("register"), await rowOf("exchange")];
  if (!register || !exchange) throw new Error("nothing was promised");
  answered = { register, exchange };
});

/** As many others who answered the same, each owed this. */
async function others(count: number, promised: (at: number) => Row): Promise<void> {
  const statements = new Map<D1Database, D1PreparedStatement[]>();
  for (let at = 0; at < count; at++) {
    const subject = subjectId(crypto.getRandomValues(new Uint8Array(16)));
    const { db } = await shardOf(bindings(), subject);
    const id = `exc_${subject.slice(4)}`;
    const rows = { register: { ...answered.register, subject }, exchange: { ...answered.exchange, subject, id, ...promised(at) } };
    const inserts = Object.entries(rows).map(([table, row]) => {
      const names = Object.keys(row);
      const sql = `INSERT INTO ${table} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`;
      return db.prepare(sql).bind(...Object.values(row));
    });
    statements.set(db, [...(statements.get(db) ?? []), ...inserts]);
  }
  for (const [db, own] of statements) await db.batch(own);
}

/** What the hourly job does for promises, and how often it called a database. */
async function hourly(now: number): Promise<number> {
  const { env, counts } = counting(bindings());
  const platform = await platformOf(env, () => undefined);
  await raiseOverdue([...(await callsOfControllers(platform, now, { kind: "system", job: "keep-promises" })).values()]);
  for (const { name } of allDatabases(env)) await tellExchange(platform, name, now);
  return counts().d1;
}

async function rowsOf(sql: string): Promise<readonly Row[]> {
  return (await Promise.all(allDatabases(bindings()).map(({ db }) => db.prepare(sql).all<Row>()))).flatMap(({ results }) => results);
}

async function owed(after: string | null = null) {
  const headers = { "x-earnest-now": String(LATE) };
  const path = `/v1/benefits?site=pk_acme_main${after === null ? "" : `&after=${after}`}`;
  return (await request(path, { key: SECRET_KEY, headers })).json;
}

async function isAsked(): Promise<boolean> {
  forgetPrograms();
  const visitor = new Browser();
  visitor.now = LATE;
  await visitor.choose(YES);
  return (await visitor.decide(["aside"])).json.ask !== null;
}

it("hundreds of promises of a brand are each raised once, in a few calls a hundred of them, and the ask stops", async () => {
  await hourly(NOON);
  const few = await hourly(NOON);
  expect(await isAsked()).toBe(true);
  await others(MANY, () => ({}));
  // What is not due yet costs nothing.
  expect(await hourly(NOON)).toBe(few);
  const pages = Math.ceil((MANY + 1) / 100) + allDatabases(bindings()).length;
  expect(await hourly(LATE)).toBeLessThanOrEqual(few + 3 * pages);
  expect(await isAsked()).toBe(false);
  const told = async () => [
    (await rowsOf("SELECT DISTINCT detail FROM audit WHERE action = 'promise.overdue'")).length,
    (await rowsOf("SELECT 1 FROM audit WHERE action = 'promise.overdue'")).length,
    (await rowsOf("SELECT 1 FROM audit WHERE action = 'ask.halt'")).length,
  ];
  expect(await told()).toEqual([MANY + 1, MANY + 1, 1]);
  expect(await hourly(LATE + DAY)).toBe(few);
  expect(await told()).toEqual([MANY + 1, MANY + 1, 1]);
  expect((await owed()).halted).toMatchObject([{ ask: "size", overdue: MANY + 1 }]);
});

it("they are listed page by page, each once, the longest due first", async () => {
  await others(3, (at) => ({ due: NOON - at }));
  const found: { readonly id: string; readonly due: string }[] = [];
  const sizes: number[] = [];
  for (let page = await owed(); ; page = await owed(page.next)) {
    found.push(...page.owed);
    sizes.push(page.owed.length);
    if (page.next === null) break;
  }
  expect([sizes, new Set(found.map(({ id }) => id)).size]).toEqual([[200, 200, 104], 504]);
  expect(found.map(({ due }) => due)).toEqual(found.map(({ due }) => due).toSorted());
});

it("those that were cut off are kept a hundred a run, and the ones that cannot be keep nobody waiting", async () => {
  const [gone, left] = [120, 130];
  const at = NOON - DAY;
  await others(gone, () => ({ how: "offer", ref: "no-more", due: NOON - DAY, at }));
  await others(left, () => ({ how: "offer", ref: "once-each", due: NOON, at }));
  const kept = async () => (await rowsOf("SELECT 1 FROM exchange WHERE how = 'offer' AND outcome = 'delivered'")).length;
  const runs: (readonly [calls: number, kept: number])[] = [];
  for (let run = 0; run < 4; run++) runs.push([await hourly(NOON), await kept()]);
  for (const [calls] of runs) expect(calls).toBeLessThanOrEqual(100 + 10 * allDatabases(bindings()).length);
  expect(runs.map(([, n]) => n)).toEqual([0, 80, left, left]);
});
