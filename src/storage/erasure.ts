import type { SubjectId } from "../core/kernel/ids.ts";
import type { Erased } from "../core/rights/erasure-plan.ts";
import { peppersOf, hasPeppers } from "./peppers.ts";
import type { Platform } from "./platform.ts";
import { within } from "./within.ts";

/** An erasure under way: of whom, and how far it has come. */
export interface Erasure {
  readonly name: string;
  readonly controller: string;
  readonly family: readonly Erased[];
  readonly sweep: number;
  readonly step: number;
  /** Where a step that goes by portions has come to. */
  readonly cursor: number;
  readonly at: number;
}

type Row = Omit<Erasure, "family"> & { readonly family: string };
/** Where an erasure is. */
export type Place = Pick<Erasure, "sweep" | "step" | "cursor">;

const WAIT_MS = 3_000;
const COLUMNS = "name, controller, family, sweep, step, cursor, at";

/** What somebody is called once they are gone: a keyed hash that no later pepper changes. */
export async function graveName({ env, keyring }: Pick<Platform, "env" | "keyring">, subject: SubjectId): Promise<string> {
  return hasPeppers(env) ? (await peppersOf(env)).mark(`tombstone|${subject}`) : keyring.name("tombstone", subject);
}

/** Writes the tombstones and the intention, all or none; what was intended already stays as it is. Throws `Unavailable`. */
export async function beginErasure(db: D1Database, erasure: Erasure, kept: readonly string[], actor: string): Promise<void> {
  const { name, controller, family, at } = erasure;
  const stone = db.prepare("INSERT INTO tombstone (name, controller, at, kept) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING");
  const stones = family.map((of) => stone.bind(of.name, controller, at, JSON.stringify(kept)));
  const intent = db
    .prepare(`INSERT INTO erasure (${COLUMNS}, updated_at) VALUES (?1, ?2, ?3, 0, 0, 0, ?4, ?4) ON CONFLICT DO NOTHING`)
    .bind(name, controller, JSON.stringify(family), at);
  const audit = db
    .prepare("INSERT INTO audit (at, actor, action, target, detail) SELECT ?1, ?2, 'rights.erase', ?3, ?4 WHERE changes() > 0")
    .bind(at, actor, name, JSON.stringify({ records: family.length, kept: kept.join(" ") }));
  await within(WAIT_MS, db.batch([...stones, intent, audit]));
}

/** Notes how far an erasure has come. Throws `Unavailable`. */
export async function moveErasure(db: D1Database, name: string, { sweep, step, cursor }: Place, now: number): Promise<void> {
  const sql = "UPDATE erasure SET sweep = ?2, step = ?3, cursor = ?4, updated_at = ?5 WHERE name = ?1";
  await within(WAIT_MS, db.prepare(sql).bind(name, sweep, step, cursor, now).run());
}

/** Lets go of an erasure that is done, with the audit row that says so. Throws `Unavailable`. */
export async function endErasure(db: D1Database, name: string, now: number): Promise<void> {
  const gone = db.prepare("DELETE FROM erasure WHERE name = ?1").bind(name);
  const audit = db
    .prepare(
      "INSERT INTO audit (at, actor, action, target, detail) SELECT ?1, 'system:finish-erasures', 'rights.erased', ?2, '{}' WHERE changes() > 0",
    )
    .bind(now, name);
  await within(WAIT_MS, db.batch([gone, audit]));
}

/** Erasures nothing was done about since an instant, and those cut off in their first sweep since another. Throws `Unavailable`. */
export async function listErasures(
  db: D1Database,
  { untouched, begun }: { readonly untouched: number; readonly begun: number },
  limit: number,
): Promise<readonly Erasure[]> {
  const sql = `SELECT ${COLUMNS} FROM erasure WHERE updated_at <= ?1 OR sweep = 0 AND updated_at <= ?2 ORDER BY updated_at LIMIT ?3`;
  const { results } = await within(WAIT_MS, db.withSession("first-primary").prepare(sql).bind(untouched, begun, limit).all<Row>());
  return results.map(erasureOf);
}

/** An erasure under way by its name; null for none. Throws `Unavailable`. */
export async function readErasure(db: D1Database, name: string): Promise<Erasure | null> {
  const statement = db.withSession("first-primary").prepare(`SELECT ${COLUMNS} FROM erasure WHERE name = ?1`).bind(name);
  const row = await within(WAIT_MS, statement.first<Row>());
  return row && erasureOf(row);
}

function erasureOf(row: Row): Erasure {
  return { ...row, family: JSON.parse(row.family) as Erased[] };
}

/** Of these names those that lie under a stone in the first database, with their controllers. Throws `Unavailable`. */
export async function readTombstones(db: D1Database, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const sql = "SELECT t.name, t.controller FROM json_each(?1) AS w CROSS JOIN tombstone AS t ON t.name = w.value";
  const statement = db.withSession("first-primary").prepare(sql).bind(JSON.stringify(names));
  const { results } = await within(WAIT_MS, statement.all<{ name: string; controller: string }>());
  return new Map(results.map(({ name, controller }) => [name, controller]));
}
