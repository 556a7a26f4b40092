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
  forgetShards();
  return true;
}
