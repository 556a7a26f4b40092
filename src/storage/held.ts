import type { HeldRow } from "../core/rights/export-row.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import type { Bindings } from "./bindings.ts";
import { PLACED } from "./placed.ts";
import { checkHere, hereStatement, shardOf, whereItIs } from "./shards.ts";
import { within } from "./within.ts";

/** A table that holds rows of a subject: in which column the subject stands, and the rest of its key. */
export interface HeldTable {
  readonly table: string;
  readonly owner: string;
  readonly key: readonly string[];
}

const OWNERS: ReadonlySet<string> = new Set(["subject", "chain", "root"]);
/** That a record was merged stands with its root; the pointer says nothing more. */
const POINTERS: ReadonlySet<string> = new Set(["alias"]);
const WAIT_MS = 10_000;

/**
 * Every table with rows of a subject in it. They are those that move with one, so that a new one is among them by itself.
 * Throws `Unavailable`.
 */
export async function heldTables(env: Bindings): Promise<readonly HeldTable[]> {
  const own = Object.entries(PLACED).flatMap(([table, placed]) =>
    typeof placed === "object" && OWNERS.has(placed.moves) && !POINTERS.has(table) ? [{ table, owner: placed.moves }] : [],
  );
  const sql =
    "SELECT w.value AS name, p.name AS key FROM json_each(?1) AS w CROSS JOIN pragma_table_info(w.value) AS p WHERE p.pk > 1 ORDER BY p.pk";
  const statement = env.DB.prepare(sql).bind(JSON.stringify(own.map(({ table }) => table)));
  const { results } = await within(WAIT_MS, statement.all<{ name: string; key: string }>());
  return own.map((item) => ({ ...item, key: results.filter(({ name }) => name === item.table).map(({ key }) => key) }));
}

/** A page of a subject's rows of a table, in the order of their key, after the key of the last row before. Throws `Unavailable`. */
export function readHeld(
  env: Bindings,
  subject: SubjectId,
  { table, owner, key }: HeldTable,
  after: HeldRow | null,
  limit: number,
): Promise<readonly HeldRow[]> {
  const place = key.map((_, index) => `?${index + 3}`).join(", ");
  const onward = after === null || key.length === 0 ? "" : ` AND (${key.join(", ")}) > (${place})`;
  const order = key.length === 0 ? "" : ` ORDER BY ${key.join(", ")}`;
  const values = onward === "" ? [] : key.map((column) => after?.[column] ?? "");
  return whereItIs(async () => {
    const shard = await shardOf(env, subject);
    const session = shard.db.withSession("first-primary");
    const page = session.prepare(`SELECT * FROM ${table} WHERE ${owner} = ?1${onward}${order} LIMIT ?2`).bind(subject, limit, ...values);
    const [rows, here] = await within(WAIT_MS, session.batch<Record<string, unknown>>([page, hereStatement(session, [shard])]));
    checkHere(here, [shard]);
    return rows?.results ?? [];
  });
}
