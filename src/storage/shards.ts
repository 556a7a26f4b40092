import { bucketOf, type ReceiptId, type SubjectId } from "../core/kernel/ids.ts";
import { databaseNames, databaseOf, type Bindings } from "./bindings.ts";
import { Unavailable, within } from "./within.ts";

/** Where everything about a subject lives, and the epoch under which it may be written there. */
export interface Shard {
  readonly db: D1Database;
  readonly binding: string;
  readonly bucket: number;
  readonly epoch: number;
}

interface Owner {
  readonly binding: string;
  readonly epoch: number;
}

const REFRESH_MS = 60_000;
const WAIT_MS = 2_000;
let known: { readonly owners: readonly Owner[]; readonly readAt: number } | null = null;

/** The shard of a subject or receipt. Throws `Unavailable` when the directory cannot be read. */
export async function shardOf(env: Bindings, id: SubjectId | ReceiptId): Promise<Shard> {
  return shardOfBucket(env, bucketOf(id));
}

/** The shard of a bucket (0–255). Throws `Unavailable` when the directory cannot be read. */
export async function shardOfBucket(env: Bindings, bucket: number): Promise<Shard> {
  const owner = (await ownersOf(env))[bucket];
  const db = owner ? databaseOf(env, owner.binding) : null;
  if (!owner || !db) throw new Unavailable(`bucket ${bucket} has no database`);
  return { db, binding: owner.binding, bucket, epoch: owner.epoch };
}

/** Every bound database with its name. */
export function allDatabases(env: Bindings): readonly { readonly name: string; readonly db: D1Database }[] {
  return databaseNames(env).flatMap((name) => {
    const db = databaseOf(env, name);
    return db ? [{ name, db }] : [];
  });
}

/** Forgets the bucket map: a write was refused because its bucket has moved. */
export function forgetShards(): void {
  known = null;
}

/** The bucket is not in the database that was asked: it has moved. */
class Elsewhere extends Unavailable {}

/** Reads, and where a bucket turns out to have moved meanwhile, reads once more where it is now. */
export async function whereItIs<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Elsewhere)) throw error;
    forgetShards();
    return read();
  }
}

/** Asked in the batch of a read: how many of these buckets may be read in this database. What moved away is not read any more. */
export function hereStatement(db: Pick<D1Database, "prepare">, shards: readonly Pick<Shard, "bucket" | "epoch">[]): D1PreparedStatement {
  const sql =
    "SELECT count(*) AS n FROM json_each(?1) AS w CROSS JOIN bucket_owner AS o ON o.bucket = w.value ->> 0 AND abs(o.epoch) = w.value ->> 1";
  return db.prepare(sql).bind(JSON.stringify(shards.map(({ bucket, epoch }) => [bucket, epoch])));
}

/** Throws when one of the buckets has moved. */
export function checkHere(result: D1Result<Record<string, unknown>> | undefined, shards: readonly unknown[]): void {
  if (result?.results[0]?.["n"] !== shards.length) throw new Elsewhere("the bucket has moved");
}

async function ownersOf(env: Bindings): Promise<readonly Owner[]> {
  if (known && Date.now() - known.readAt < REFRESH_MS) return known.owners;
  try {
    const { results } = await within(
      WAIT_MS,
      env.DB.prepare("SELECT binding, epoch FROM bucket_map ORDER BY bucket").all<{ binding: string; epoch: number }>(),
    );
    if (results.length !== 256) throw new Unavailable("the bucket map is not complete");
    known = { owners: results, readAt: Date.now() };
    return results;
  } catch (error) {
    if (known) return known.owners;
    throw error;
  }
}

/**
 * Spreads all buckets over the bound databases. Only for databases without subjects: it moves no rows, and refuses
 * (false) when there are any.
 */
export async function spreadBuckets(env: Bindings): Promise<boolean> {
  const databases = allDatabases(env);
  for (const { db } of databases) {
    const used = await db.prepare("SELECT 1 FROM register UNION ALL SELECT 1 FROM ledger UNION ALL SELECT 1 FROM profile LIMIT 1").first();
    if (used) return false;
  }
  const names = databases.map(({ name }) => name);
  const owners = Array.from({ length: 256 }, (_, bucket) => ({ bucket, binding: names[bucket % names.length] }));
  await env.DB.prepare(
    "UPDATE bucket_map SET binding = (SELECT value ->> 'binding' FROM json_each(?1) WHERE value ->> 'bucket' = bucket_map.bucket)",
  )
    .bind(JSON.stringify(owners))
    .run();
  for (const { name, db } of databases) {
    const own = JSON.stringify(owners.filter(({ binding }) => binding === name).map(({ bucket }) => bucket));
    await db.prepare("UPDATE bucket_owner SET epoch = bucket IN (SELECT value FROM json_each(?1))").bind(own).run();
  }
  forgetShards();
  return true;
}
