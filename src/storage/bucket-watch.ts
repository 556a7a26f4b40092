import { BESIDE, hexOf, MOVING, type Moving } from "./placed.ts";
import { within } from "./within.ts";

const WAIT_MS = 20_000;

/**
 * Watches a bucket that is being copied: who writes to it is noted in the same transaction, and once it is fenced the
 * database itself refuses the write. The triggers are there only while the bucket moves.
 */
export async function watchBucket(db: D1Database, bucket: number): Promise<void> {
  await within(WAIT_MS, db.batch(MOVING.flatMap((moving) => triggersOf(moving, bucket)).map((sql) => db.prepare(sql))));
}

/** Ends the watch and forgets what was noted. */
export async function unwatchBucket(db: D1Database, bucket: number): Promise<void> {
  const names = MOVING.flatMap(({ table }) =>
    KINDS.flatMap((kind) => [nameOf("note", bucket, table, kind), nameOf("fence", bucket, table, kind)]),
  );
  const statements = names.map((name) => db.prepare(`DROP TRIGGER IF EXISTS ${name}`));
  await within(WAIT_MS, db.batch([...statements, db.prepare("DELETE FROM bucket_change WHERE bucket = ?1").bind(bucket)]));
}

/** Whose rows were written since, oldest first. */
export async function readChanges(
  db: D1Database,
  bucket: number,
  limit: number,
): Promise<{ readonly owners: readonly string[]; readonly last: number; readonly count: number }> {
  const sql = "SELECT id, owner FROM bucket_change WHERE bucket = ?1 ORDER BY id LIMIT ?2";
  const statement = db.withSession("first-primary").prepare(sql).bind(bucket, limit);
  const { results } = await within(WAIT_MS, statement.all<{ id: number; owner: string }>());
  return { owners: [...new Set(results.map(({ owner }) => owner))], last: results.at(-1)?.id ?? 0, count: results.length };
}

/** Forgets changes up to one that was copied; a later one of the same owner stays. */
export async function forgetChanges(db: D1Database, bucket: number, last: number): Promise<void> {
  await within(WAIT_MS, db.prepare("DELETE FROM bucket_change WHERE bucket = ?1 AND id <= ?2").bind(bucket, last).run());
}

const KINDS = ["INSERT", "UPDATE", "DELETE"] as const;
type Kind = (typeof KINDS)[number];

function triggersOf(moving: Moving, bucket: number): readonly string[] {
  return KINDS.flatMap((kind) => {
    const rows = kind === "UPDATE" ? ["OLD", "NEW"] : [kind === "INSERT" ? "NEW" : "OLD"];
    const mine = rows.map((row) => isIn(moving, row, bucket)).join(" OR ");
    const epoch = `(SELECT epoch FROM bucket_owner WHERE bucket = ${bucket})`;
    // What it left behind may be cleared once the bucket is not here any more.
    const closed = kind === "DELETE" ? `${epoch} < 0` : `${epoch} <= 0`;
    const notes = rows.map((row) => `INSERT INTO bucket_change (bucket, owner) VALUES (${bucket}, ${ownerOf(moving, row)});`).join(" ");
    const { table } = moving;
    return [
      `CREATE TRIGGER IF NOT EXISTS ${nameOf("note", bucket, table, kind)} AFTER ${kind} ON ${table} WHEN (${mine}) AND ${epoch} > 0 BEGIN ${notes} END`,
      `CREATE TRIGGER IF NOT EXISTS ${nameOf("fence", bucket, table, kind)} BEFORE ${kind} ON ${table} WHEN (${mine}) AND ${closed} BEGIN SELECT RAISE(ABORT, 'the bucket has moved'); END`,
    ];
  });
}

function nameOf(what: "note" | "fence", bucket: number, table: string, kind: Kind): string {
  return `move_${bucket}_${what}_${table}_${kind.toLowerCase()}`;
}

function isIn({ owner, bucket: beside }: Moving, row: string, bucket: number): string {
  return beside === null ? `substr(${row}.${owner}, 5, 2) = '${hexOf(bucket)}'` : `${row}.${beside} = ${bucket}`;
}

function ownerOf({ owner, bucket: beside }: Moving, row: string): string {
  return beside === null ? `${row}.${owner}` : `'${BESIDE}' || ${row}.${owner}`;
}
