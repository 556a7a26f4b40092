import type { SubjectId } from "../core/kernel/ids.ts";
import type { IdentifierKind } from "../core/profile/identifier.ts";
import type { HashedIdentifier } from "../core/profile/peppers.ts";
import type { Bindings } from "./bindings.ts";
import { checkHere, hereStatement, shardOfBucket, whereItIs, type Shard } from "./shards.ts";
import { within } from "./within.ts";

/** An identifier in the directory. */
export interface Listed {
  readonly hash: string;
  readonly kind: IdentifierKind;
  readonly generation: number;
  readonly subject: SubjectId;
  /** The link of that subject it stands for. */
  readonly link: string;
  readonly at: number;
}

/** An identifier as it was found; of nobody where whoever it pointed to was erased: then only they themselves bring it back. */
export type Found = Omit<Listed, "subject"> & {
  readonly subject: SubjectId | null;
  /** Whose it was before it was blocked, which is for good; null of one that was not. */
  readonly was: SubjectId | null;
  /** The records of its person, as they were last noted; null where there was one, or it is no card. */
  readonly kin: readonly SubjectId[] | null;
};

/** An identifier among those of its subject. */
export interface Link {
  readonly subject: SubjectId;
  readonly id: string;
  readonly kind: IdentifierKind;
  readonly source: string;
  readonly proof: string;
  readonly at: number;
}

const WAIT_MS = 2_000;

/** Looks many identifiers up, database by database; answers what is listed, by the place in the question. Throws `Unavailable`. */
export async function findListed(env: Bindings, wanted: readonly HashedIdentifier[]): Promise<readonly (Found | null)[]> {
  const rows = await whereItIs(async () => {
    const shards = await Promise.all(wanted.map(({ bucket }) => shardOfBucket(env, bucket)));
    const byDatabase = Map.groupBy(wanted.keys(), (at) => shards[at]?.db);
    const parts = [...byDatabase].map(async ([db, places]) => {
      const hashes = places.flatMap((at) => wanted[at]?.live.map(({ hash }) => hash) ?? []);
      const own = places.flatMap((at) => shards[at] ?? []);
      return db ? listedIn(db, hashes, own) : [];
    });
    return (await Promise.all(parts)).flat();
  });
  const found = new Map(rows.map((row) => [row.hash, row] as const));
  return wanted.map(({ live }) => live.map(({ hash }) => found.get(hash)).find((row) => row !== undefined) ?? null);
}

async function listedIn(db: D1Database, hashes: readonly string[], shards: readonly Shard[]): Promise<readonly Found[]> {
  const session = db.withSession("first-primary");
  const sql =
    "SELECT i.hash, i.kind, i.generation, nullif(i.subject, '') AS subject, i.link, i.at, i.was, i.kin FROM json_each(?1) AS w CROSS JOIN identifier AS i ON i.hash = w.value";
  const statements = [session.prepare(sql).bind(JSON.stringify(hashes)), hereStatement(session, shards)];
  const [listed, here] = await within(WAIT_MS, session.batch<Record<string, unknown>>(statements));
  checkHere(here, shards);
  const rows = (listed?.results ?? []) as unknown as readonly (Omit<Found, "kin"> & { readonly kin: string | null })[];
  return rows.map((row) => ({ ...row, kin: row.kin === null ? null : (JSON.parse(row.kin) as SubjectId[]) }));
}

/** Lists an identifier, unless it is listed already: then somebody was faster. */
export function listStatement({ db, bucket, epoch }: Shard, { hash, kind, generation, subject, link, at }: Listed): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO identifier (hash, kind, generation, subject, link, at, bucket) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
       WHERE EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?7 AND epoch = ?8) ON CONFLICT DO NOTHING`,
    )
    .bind(hash, kind, generation, subject, link, at, bucket, epoch);
}

/** Takes an identifier off the list. */
export function unlistStatement({ db, bucket, epoch }: Shard, hash: string): D1PreparedStatement {
  return db
    .prepare("DELETE FROM identifier WHERE hash = ?1 AND EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?2 AND epoch = ?3)")
    .bind(hash, bucket, epoch);
}

/** Takes an identifier from whom it points to, for good. */
export function blockStatement({ db, bucket, epoch }: Shard, hash: string, subject: SubjectId): D1PreparedStatement {
  return db
    .prepare(
      `UPDATE identifier SET was = subject, subject = '', kin = NULL
       WHERE hash = ?1 AND subject = ?2 AND EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?3 AND epoch = ?4)`,
    )
    .bind(hash, subject, bucket, epoch);
}

/** Notes an identifier with its subject; noting it twice changes nothing. */
export function linkStatement({ db, bucket, epoch }: Shard, { subject, id, kind, source, proof, at }: Link): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO link (subject, id, kind, source, proof, at) SELECT ?1, ?2, ?3, ?4, ?5, ?6
       WHERE EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?7 AND epoch = ?8) ON CONFLICT DO NOTHING`,
    )
    .bind(subject, id, kind, source, proof, at, bucket, epoch);
}

export function unlinkStatement({ db, bucket, epoch }: Shard, subject: SubjectId, id: string): D1PreparedStatement {
  return db
    .prepare("DELETE FROM link WHERE subject = ?1 AND id = ?2 AND EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?3 AND epoch = ?4)")
    .bind(subject, id, bucket, epoch);
}

/** Identifiers of a database that stand under an older pepper, after a cursor. */
export async function listOlder(db: D1Database, generation: number, after: string, limit: number): Promise<readonly Listed[]> {
  const sql = "SELECT hash, kind, generation, subject, link, at FROM identifier WHERE hash > ?1 AND generation < ?2 ORDER BY hash LIMIT ?3";
  return (await db.prepare(sql).bind(after, generation, limit).all<Listed>()).results;
}

/** Moves identifiers to the hashes they have under the newest pepper, all or none. */
export async function moveListed(
  db: D1Database,
  moved: readonly { readonly from: string; readonly to: string }[],
  generation: number,
): Promise<void> {
  const owned = "EXISTS (SELECT 1 FROM bucket_owner AS o WHERE o.bucket = identifier.bucket AND o.epoch > 0)";
  const sql = `UPDATE identifier SET hash = ?2, generation = ?3 WHERE hash = ?1 AND ${owned}`;
  await within(WAIT_MS * 5, db.batch(moved.map(({ from, to }) => db.prepare(sql).bind(from, to, generation))));
}

/** The identifiers of subjects, in their own database. Throws `Unavailable`. */
export async function listLinks(db: D1Database, subjects: readonly SubjectId[]): Promise<readonly Link[]> {
  const sql = "SELECT l.subject, l.id, l.kind, l.source, l.proof, l.at FROM json_each(?1) AS w CROSS JOIN link AS l ON l.subject = w.value";
  const statement = db.withSession("first-primary").prepare(sql).bind(JSON.stringify(subjects));
  return (await within(WAIT_MS, statement.all<Link>())).results;
}
