import { is } from "drizzle-orm";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import { describe, expect, it } from "vitest";
import { ERASES, PLACED } from "../../src/storage/placed.ts";
import { allDatabases } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";

interface Column {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  /** The column's place in the primary key, from 1; 0 outside it. */
  readonly key: number;
}

const FILES = import.meta.glob<Readonly<Record<string, unknown>>>("../../src/storage/schema/*.ts", { eager: true });
const TABLES = Object.values(FILES)
  .flatMap((file) => Object.values(file))
  .filter((item) => is(item, SQLiteTable))
  .map(getTableConfig);
const OWN = /^(?:d1_migrations|sqlite_.*|_cf_.*)$/;

type Config = (typeof TABLES)[number];

function declared({ columns, primaryKeys }: Config): readonly Column[] {
  const keys = primaryKeys.flatMap((key) => key.columns.map((column) => column.name));
  return columns.map((column) => {
    const key = column.primary ? 1 : keys.indexOf(column.name) + 1;
    return { name: column.name, type: column.getSQLType().toUpperCase(), required: column.notNull, key };
  });
}

async function found(db: D1Database, table: string): Promise<readonly Column[]> {
  const sql = `SELECT name, type, "notnull" AS required, pk FROM pragma_table_info('${table}')`;
  const { results } = await db.prepare(sql).all<{ name: string; type: string; required: number; pk: number }>();
  return results.map(({ name, type, required, pk }) => ({ name, type: type.toUpperCase(), required: required === 1 || pk > 0, key: pk }));
}

function byName(columns: readonly Column[]): readonly Column[] {
  return columns.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

describe("the drizzle schema", () => {
  it("has every table of the migrated databases, once, and no other", async () => {
    for (const { name, db } of allDatabases(bindings())) {
      const { results } = await db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all<{ name: string }>();
      const tables = results.map((row) => row.name).filter((table) => !OWN.test(table));
      expect(tables.toSorted(), name).toEqual(TABLES.map((table) => table.name).toSorted());
    }
  });

  it.each(TABLES.map((table) => [table.name, table] as const))(
    "has the columns of %s: names, types, not null, primary key",
    async (name, table) => {
      for (const { db } of allDatabases(bindings())) expect(byName(await found(db, name))).toEqual(byName(declared(table)));
    },
  );

  it("says of every table how it moves with a bucket: what belongs to a subject does, by the first column of its key", () => {
    expect(Object.keys(PLACED).toSorted()).toEqual(TABLES.map((table) => table.name).toSorted());
    for (const table of TABLES) {
      const placed = PLACED[table.name];
      const columns = declared(table);
      const personal = columns.some(({ name }) => ["subject", "chain", "root", "child"].includes(name));
      if (personal) expect(placed, table.name).toHaveProperty("moves");
      if (typeof placed !== "object") continue;
      expect(columns.find(({ key }) => key === 1)?.name, table.name).toBe(placed.moves);
      if (placed.bucket !== undefined) expect(columns.map(({ name }) => name)).toContain(placed.bucket);
    }
  });

  it("fences every table whose rows an erasure deletes, so that none of somebody erased is written again", async () => {
    const { results } = await bindings()
      .DB.prepare("SELECT tbl_name AS name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_fenced'")
      .all<{ name: string }>();
    const fenced = new Set(results.map(({ name }) => name));
    const deleted = Object.keys(ERASES).filter((table) => ERASES[table] === "deleted");
    expect([...deleted, "register", "ledger", "profile", "points_entry", "points_account"].filter((table) => !fenced.has(table))).toEqual(
      [],
    );
  });

  it("is compared for real: a column the database lacks is noticed", async () => {
    await bindings().DB.prepare("CREATE TABLE schema_probe (subject TEXT NOT NULL PRIMARY KEY, at INTEGER) WITHOUT ROWID").run();
    expect(await found(bindings().DB, "schema_probe")).toEqual([
      { name: "subject", type: "TEXT", required: true, key: 1 },
      { name: "at", type: "INTEGER", required: false, key: 0 },
    ]);
    await bindings().DB.prepare("DROP TABLE schema_probe").run();
  });
});
