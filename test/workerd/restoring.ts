import { allDatabases } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";

type Row = Readonly<Record<string, string | number | null>>;
/** All rows of a database, by table. */
export type Copy = ReadonlyMap<string, readonly Row[]>;

/** A copy of each database as it stands. */
export async function copies(): Promise<ReadonlyMap<string, Copy>> {
  const found = new Map<string, Copy>();
  for (const { name, db } of allDatabases(bindings())) {
    const tables = new Map<string, readonly Row[]>();
    for (const table of await tablesOf(db)) tables.set(table, (await db.prepare(`SELECT * FROM ${table}`).all<Row>()).results);
    found.set(name, tables);
  }
  return found;
}

/** Puts every database back to its copy, as the platform does: beneath all triggers. */
export async function restore(kept: ReadonlyMap<string, Copy>): Promise<void> {
  for (const { name, db } of allDatabases(bindings())) {
    const { results: triggers } = await db
      .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
      .all<{ name: string; sql: string }>();
    const statements = triggers.map((trigger) => `DROP TRIGGER ${trigger.name}`);
    await db.batch([...statements, ...(await tablesOf(db)).map((table) => `DELETE FROM ${table}`)].map((sql) => db.prepare(sql)));
    for (const [table, rows] of kept.get(name) ?? []) if (rows.length > 0) await insert(db, table, rows);
    await db.batch(triggers.map(({ sql }) => db.prepare(sql)));
  }
}

async function insert(db: D1Database, table: string, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const values = columns.map((column) => `value ->> '$.${column}'`);
  const sql = `INSERT INTO ${table} (${columns.join(", ")}) SELECT ${values.join(", ")} FROM json_each(?1)`;
  await db.prepare(sql).bind(JSON.stringify(rows)).run();
}

async function tablesOf(db: D1Database): Promise<readonly string[]> {
  const { results } = await db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all<{ name: string }>();
  return results.map(({ name }) => name).filter((name) => !/^(sqlite_|_cf_|d1_)/.test(name));
}
