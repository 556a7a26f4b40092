import { Unavailable, within } from "./within.ts";

const WAIT_MS = 5_000;

/** Lets a move fill a bucket in a database that does not have it. A later move takes over from an earlier one. */
export async function claimBucket(db: D1Database, bucket: number, epoch: number): Promise<void> {
  await run(db, "UPDATE bucket_owner SET epoch = 0, move = ?2 WHERE bucket = ?1 AND move < ?2", [bucket, epoch]);
}

/** From here on the bucket may be read and not written here. */
export async function fenceBucket(db: D1Database, bucket: number, before: number): Promise<void> {
  await run(db, "UPDATE bucket_owner SET epoch = -?2 WHERE bucket = ?1 AND epoch = ?2", [bucket, before]);
}

/** Takes the fence away again. */
export async function unfenceBucket(db: D1Database, bucket: number, before: number): Promise<void> {
  await run(db, "UPDATE bucket_owner SET epoch = ?2 WHERE bucket = ?1 AND epoch = -?2", [bucket, before]);
}

/**
 * Hands a fenced bucket over: the old database lets go before the new one takes up and the map says so, so that at no
 * instant two databases answer for it. Cut off in between, nobody does until it is gone on with; each step may be repeated.
 * Throws where the fence was taken away meanwhile.
 */
export async function handOver(
  first: D1Database,
  from: D1Database,
  to: { readonly db: D1Database; readonly name: string },
  move: { readonly bucket: number; readonly before: number; readonly epoch: number },
): Promise<void> {
  const { bucket, before, epoch } = move;
  await run(from, "UPDATE bucket_owner SET epoch = 0, move = ?3 WHERE bucket = ?1 AND epoch = -?2", [bucket, before, epoch]);
  await check(from, "epoch = 0 AND move = ?2", bucket, epoch);
  await run(to.db, "UPDATE bucket_owner SET epoch = ?2 WHERE bucket = ?1 AND epoch = 0 AND move = ?2", [bucket, epoch]);
  await check(to.db, "epoch = ?2", bucket, epoch);
  await run(first, "UPDATE bucket_map SET binding = ?3, epoch = ?4 WHERE bucket = ?1 AND epoch = ?2", [bucket, before, to.name, epoch]);
}

async function check(db: D1Database, condition: string, bucket: number, epoch: number): Promise<void> {
  const statement = db.withSession("first-primary").prepare(`SELECT 1 FROM bucket_owner WHERE bucket = ?1 AND ${condition}`);
  if ((await within(WAIT_MS, statement.bind(bucket, epoch).first())) === null) throw new Unavailable("the bucket was not handed over");
}

/** The last thing written down in a database: what is read from there in order must have come this far. */
export async function lastAudit(db: D1Database): Promise<number> {
  const sql = "SELECT coalesce(max(id), 0) AS id FROM audit";
  return (await within(WAIT_MS, db.withSession("first-primary").prepare(sql).first<{ id: number }>()))?.id ?? 0;
}

/** Who has a bucket, as the map says. Throws `Unavailable` without one. */
export async function ownerOf(first: D1Database, bucket: number): Promise<{ readonly binding: string; readonly epoch: number }> {
  const sql = "SELECT binding, epoch FROM bucket_map WHERE bucket = ?1";
  const row = await within(
    WAIT_MS,
    first.withSession("first-primary").prepare(sql).bind(bucket).first<{ binding: string; epoch: number }>(),
  );
  if (!row) throw new Unavailable("the bucket map is not complete");
  return row;
}

async function run(db: D1Database, sql: string, values: readonly (string | number)[]): Promise<void> {
  await within(
    WAIT_MS,
    db
      .prepare(sql)
      .bind(...values)
      .run(),
  );
}
