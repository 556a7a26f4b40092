import type { Instant } from "../core/kernel/instant.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import type { IdentifierKind } from "../core/profile/identifier.ts";
import type { Bindings } from "./bindings.ts";
import { allDatabases, checkHere, hereStatement, shardOf, shardOfBucket, whereItIs, type Shard } from "./shards.ts";
import { within } from "./within.ts";

/** What a person lets one other person see. The other is a keyed hash, the token a SHA-256. */
export interface Shared {
  readonly subject: SubjectId;
  readonly id: string;
  readonly scope: string;
  readonly kind: IdentifierKind;
  readonly whom: string;
  /** What the person calls the other. */
  readonly called: string | null;
  readonly trip: string | null;
  readonly token: string;
  readonly at: Instant;
  readonly until: Instant;
  readonly endedAt: Instant | null;
}

/** A step of sharing, in the database of whose data it is. */
export type SharedStep =
  | { readonly kind: "begin"; readonly shared: Shared; readonly most: number }
  | { readonly kind: "read"; readonly subject: SubjectId; readonly id: string; readonly read: string; readonly at: Instant }
  | { readonly kind: "end"; readonly subject: SubjectId; readonly id: string; readonly at: Instant };

const WAIT_MS = 2_000;
const OWNED = "EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?2 AND epoch = ?3)";
const COLUMNS = "subject, id, scope, kind, whom, called, trip, token, at, until, ended_at AS endedAt";

/** It begins where few others run, is read only while it runs, and ends once. */
export function sharedStatements({ db, bucket, epoch }: Shard, step: SharedStep): readonly D1PreparedStatement[] {
  if (step.kind === "begin") {
    const { subject, id, scope, kind, whom, called, trip, token, at, until } = step.shared;
    const running = "(SELECT count(*) FROM shared WHERE subject = ?1 AND ended_at IS NULL AND until > ?11) < ?13";
    const sql = `INSERT INTO shared (subject, id, scope, kind, whom, called, trip, token, at, until)
      SELECT ?1, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12 WHERE ${OWNED} AND ${running}`;
    return [db.prepare(sql).bind(subject, bucket, epoch, id, scope, kind, whom, called, trip, token, at, until, step.most)];
  }
  if (step.kind === "read") {
    const runs = "EXISTS (SELECT 1 FROM shared WHERE subject = ?1 AND id = ?4 AND ended_at IS NULL AND at <= ?6 AND until > ?6)";
    const sql = `INSERT INTO shared_read (subject, shared, id, at) SELECT ?1, ?4, ?5, ?6 WHERE ${OWNED} AND ${runs}`;
    return [db.prepare(sql).bind(step.subject, bucket, epoch, step.id, step.read, step.at)];
  }
  const sql = `UPDATE shared SET ended_at = ?5 WHERE subject = ?1 AND id = ?4 AND ended_at IS NULL AND ${OWNED}`;
  return [db.prepare(sql).bind(step.subject, bucket, epoch, step.id, step.at)];
}

const ID = /^grt_[0-9a-f]{32}$/;

/** What is shared under an id, which begins with the bucket it is in; null for none. Throws `Unavailable`. */
export async function findShared(env: Bindings, id: string): Promise<Shared | null> {
  if (!ID.test(id)) return null;
  return whereItIs(async () => {
    const shard = await shardOfBucket(env, Number.parseInt(id.slice(4, 6), 16));
    const session = shard.db.withSession("first-primary");
    const statements = [hereStatement(session, [shard]), session.prepare(`SELECT ${COLUMNS} FROM shared WHERE id = ?1`).bind(id)];
    const [here, found] = await within(WAIT_MS, session.batch<{ [column: string]: unknown }>(statements));
    checkHere(here, [shard]);
    return (found?.results[0] as Shared | undefined) ?? null;
  });
}

/** What a record's person shares and shared, newest first, with how often it was read. Throws `Unavailable`. */
export async function listShared(
  env: Bindings,
  subject: SubjectId,
): Promise<readonly (Shared & { readonly reads: number; readonly lastRead: Instant | null })[]> {
  return whereItIs(async () => {
    const shard = await shardOf(env, subject);
    const session = shard.db.withSession("first-primary");
    const reads = "FROM shared_read AS r WHERE r.subject = s.subject AND r.shared = s.id";
    const sql = `SELECT ${COLUMNS}, (SELECT count(*) ${reads}) AS reads, (SELECT max(r.at) ${reads}) AS lastRead
      FROM shared AS s WHERE s.subject = ?1 ORDER BY s.at DESC, s.id LIMIT 100`;
    const [here, found] = await within(
      WAIT_MS,
      session.batch<{ [column: string]: unknown }>([hereStatement(session, [shard]), session.prepare(sql).bind(subject)]),
    );
    checkHere(here, [shard]);
    return (found?.results ?? []) as unknown as readonly (Shared & { readonly reads: number; readonly lastRead: Instant | null })[];
  });
}

const HERE = "bucket_owner AS o WHERE o.epoch > 0 AND printf('%02x', o.bucket) = substr(subject, 5, 2)";

/** Ends what is past its time, and forgets what ended long ago, in every database. Throws `Unavailable`. */
export async function endPast(env: Bindings, now: Instant, forgetBefore: Instant): Promise<void> {
  for (const { db } of allDatabases(env)) {
    const over = `SELECT id FROM shared WHERE ended_at < ?1 AND EXISTS (SELECT 1 FROM ${HERE})`;
    await within(
      WAIT_MS * 5,
      db.batch([
        db
          .prepare(`UPDATE shared SET ended_at = until WHERE ended_at IS NULL AND until <= ?1 AND EXISTS (SELECT 1 FROM ${HERE})`)
          .bind(now),
        db.prepare(`DELETE FROM shared_read WHERE shared IN (${over})`).bind(forgetBefore),
        db.prepare(`DELETE FROM shared WHERE ended_at < ?1 AND EXISTS (SELECT 1 FROM ${HERE})`).bind(forgetBefore),
      ]),
    );
  }
}
