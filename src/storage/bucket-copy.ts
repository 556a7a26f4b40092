import { BESIDE, hexOf, MOVING, type Moving } from "./placed.ts";
import { within } from "./within.ts";

const WAIT_MS = 20_000;
/** A parameter holds at most 2 MB. */
const MOST_TEXT = 400_000;
const FILLING = "EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?2 AND epoch = 0 AND move = ?3)";

type Row = Readonly<Record<string, string | number | null>>;

/** A bucket, and the move that may fill or clear it where it is not in force. */
export interface Moved {
  readonly bucket: number;
  readonly epoch: number;
}

/** Who has rows in a bucket, after a cursor, in order: receipts, subjects, then identifiers (with `#` before the hash). */
export async function listOwners(db: D1Database, bucket: number, after: string, limit: number): Promise<readonly string[]> {
  const hex = hexOf(bucket);
  const found: string[] = [];
  for (const prefix of [BESIDE, `rcp_${hex}`, `sub_${hex}`]) {
    if (after >= `${prefix}~`) continue;
    const more = await listWith(db, prefix, bucket, after > prefix ? after : prefix, limit - found.length);
    found.push(...more);
    if (found.length >= limit) break;
  }
  return found;
}

/** Table by table, since D1 joins no more than five selects: of all that come first in a table, the first. */
async function listWith(db: D1Database, prefix: string, bucket: number, after: string, limit: number): Promise<readonly string[]> {
  const session = db.withSession("first-primary");
  const isBeside = prefix === BESIDE;
  const statements = MOVING.filter((moving) => (moving.bucket !== null) === isBeside).map(({ table, owner, bucket: beside }) => {
    const select = (where: string) => session.prepare(`SELECT DISTINCT ${owner} AS owner FROM ${table} WHERE ${where} ORDER BY 1 LIMIT ?3`);
    return isBeside
      ? select(`${owner} > ?1 AND ${beside} = ?2`).bind(after.slice(1), bucket, limit)
      : select(`${owner} > ?1 AND ${owner} < ?2`).bind(after, `${prefix}~`, limit);
  });
  const found = (await within(WAIT_MS, session.batch<{ owner: string }>(statements))).flatMap(({ results }) => results);
  const owners = found.map(({ owner }) => (isBeside ? BESIDE + owner : owner));
  return [...new Set(owners)].toSorted().slice(0, limit);
}

/** All rows of these owners as they stand at one moment, table by table. */
export async function readOwners(db: D1Database, owners: readonly string[]): Promise<readonly (readonly Row[])[]> {
  const session = db.withSession("first-primary");
  const statements = MOVING.map((moving) =>
    session
      .prepare(`SELECT t.* FROM json_each(?1) AS w CROSS JOIN ${moving.table} AS t ON t.${moving.owner} = w.value ORDER BY 1, 2`)
      .bind(ownersIn(moving, owners)),
  );
  return (await within(WAIT_MS, session.batch<Row>(statements))).map(({ results }) => results);
}

/** Makes the rows of these owners in the target what they are in the source, all or none, while the move may fill it. */
export async function copyOwners(source: D1Database, target: D1Database, moved: Moved, owners: readonly string[]): Promise<void> {
  if (owners.length === 0) return;
  const tables = await readOwners(source, owners);
  const statements = MOVING.flatMap((moving, at) => [
    deleteStatement(target, moving, moved, owners),
    ...chunksOf(tables[at] ?? []).map((rows) => insertStatement(target, moving, moved, rows)),
  ]);
  await within(WAIT_MS, target.batch(statements));
}

/** Takes away what a bucket left behind, or what an earlier try left in its way. */
export async function clearOwners(db: D1Database, moved: Moved, owners: readonly string[]): Promise<void> {
  await within(WAIT_MS, db.batch(MOVING.map((moving) => deleteStatement(db, moving, moved, owners))));
}

/** How many rows each table has of a bucket. */
export async function countBucket(db: D1Database, bucket: number): Promise<readonly number[]> {
  const session = db.withSession("first-primary");
  const between = (owner: string, kind: string): string =>
    `${owner} > '${kind}_${hexOf(bucket)}' AND ${owner} < '${kind}_${hexOf(bucket)}~'`;
  const statements = MOVING.map(({ table, owner, bucket: beside }) => {
    const where = beside === null ? `(${between(owner, "sub")}) OR (${between(owner, "rcp")})` : `${beside} = ${bucket}`;
    return session.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${where}`);
  });
  return (await within(WAIT_MS, session.batch<{ n: number }>(statements))).map(({ results }) => results[0]?.n ?? 0);
}

function ownersIn({ bucket }: Moving, owners: readonly string[]): string {
  const own = owners.filter((owner) => owner.startsWith(BESIDE) === (bucket !== null));
  return JSON.stringify(bucket === null ? own : own.map((owner) => owner.slice(1)));
}

function deleteStatement(db: D1Database, moving: Moving, { bucket, epoch }: Moved, owners: readonly string[]): D1PreparedStatement {
  const sql = `DELETE FROM ${moving.table} WHERE ${moving.owner} IN (SELECT value FROM json_each(?1)) AND ${FILLING}`;
  return db.prepare(sql).bind(ownersIn(moving, owners), bucket, epoch);
}

function insertStatement(db: D1Database, { table }: Moving, { bucket, epoch }: Moved, rows: readonly Row[]): D1PreparedStatement {
  const columns = Object.keys(rows[0] ?? {});
  const values = columns.map((column) => `value ->> '$.${column}'`);
  const sql = `INSERT INTO ${table} (${columns.join(", ")}) SELECT ${values.join(", ")} FROM json_each(?1) WHERE ${FILLING}`;
  return db.prepare(sql).bind(JSON.stringify(rows), bucket, epoch);
}

function chunksOf(rows: readonly Row[]): readonly (readonly Row[])[] {
  const chunks: Row[][] = [];
  let size = MOST_TEXT;
  for (const row of rows) {
    size += JSON.stringify(row).length;
    if (size >= MOST_TEXT) chunks.push([]);
    if (size >= MOST_TEXT) size = 0;
    chunks.at(-1)?.push(row);
  }
  return chunks;
}
