import type { Bindings } from "./bindings.ts";
import { shardOfBucket } from "./shards.ts";
import { within } from "./within.ts";

const WAIT_MS = 2_000;

/** What a key stands for already; null where it was not used. Throws `Unavailable`. */
export async function readKey(env: Bindings, key: { readonly id: string; readonly bucket: number }): Promise<string | null> {
  const { db } = await shardOfBucket(env, key.bucket);
  const statement = db.withSession("first-primary").prepare("SELECT body FROM spending_key WHERE id = ?1").bind(key.id);
  return (await within(WAIT_MS, statement.first<{ body: string }>()))?.body ?? null;
}

/** Notes a key, or tells what it stood for before; `bucket` is its own. Throws `Unavailable`. */
export async function claimKey(env: Bindings, key: { readonly id: string; readonly bucket: number; readonly body: string }, at: number) {
  const { db, bucket, epoch } = await shardOfBucket(env, key.bucket);
  const insert = db
    .prepare(
      `INSERT INTO spending_key (id, bucket, body, at) SELECT ?1, ?2, ?3, ?4
       WHERE EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?2 AND epoch = ?5) ON CONFLICT DO NOTHING`,
    )
    .bind(key.id, bucket, key.body, at, epoch);
  const read = db.prepare("SELECT body FROM spending_key WHERE id = ?1").bind(key.id);
  const [, found] = await within(WAIT_MS, db.batch<{ body: string }>([insert, read]));
  return found?.results[0]?.body ?? null;
}

/** Forgets keys of before an instant, some at a time; answers how many. */
export async function forgetKeys(db: D1Database, before: number, limit: number): Promise<number> {
  const sql = "DELETE FROM spending_key WHERE id IN (SELECT id FROM spending_key WHERE at < ?1 LIMIT ?2)";
  return (await within(WAIT_MS * 5, db.prepare(sql).bind(before, limit).run())).meta.changes;
}
