import type { SubjectId } from "../core/kernel/ids.ts";
import type { AttributeValues } from "../core/profile/values.ts";
import type { Link, Listed } from "./identifier.ts";
import type { Shard } from "./shards.ts";
import { within } from "./within.ts";

/** Many rows of one database, each under the epoch of its own bucket. */
export type Bulk =
  | { readonly kind: "links"; readonly rows: readonly (Link & Owned)[] }
  | { readonly kind: "listed"; readonly rows: readonly (Listed & Owned)[] }
  | { readonly kind: "profiles"; readonly controller: string; readonly at: number; readonly rows: readonly (ProfileRow & Owned)[] };

/** A profile as it is to be, and what it and the register were when that was decided. */
export interface ProfileRow {
  readonly subject: SubjectId;
  readonly version: number;
  readonly register: number;
  readonly attributes: AttributeValues;
}

export interface Owned {
  readonly bucket: number;
  readonly epoch: number;
}

export function ownedBy<T extends object>({ bucket, epoch }: Shard, row: T): T & Owned {
  return { ...row, bucket, epoch };
}

/** Rows of ?1 that may be written where their bucket is. */
export const FROM = `FROM json_each(?1) AS r WHERE EXISTS
  (SELECT 1 FROM bucket_owner AS o WHERE o.bucket = r.value ->> 'bucket' AND o.epoch = r.value ->> 'epoch')`;

/** That nobody chose, and no record was merged to another, since it was read. */
export const AS_READ = `coalesce((SELECT version FROM register WHERE subject = r.value ->> 'subject'), 0) = r.value ->> 'register'
  AND NOT EXISTS (SELECT 1 FROM alias WHERE subject = r.value ->> 'subject')`;

/** A row somebody else wrote first, or whose person chose meanwhile, is left as it is. */
export function bulkStatement(db: D1Database, bulk: Bulk): D1PreparedStatement {
  const rows = JSON.stringify(bulk.rows);
  switch (bulk.kind) {
    case "links":
      return db
        .prepare(
          `INSERT INTO link (subject, id, kind, source, proof, at) SELECT ${columns("subject", "id", "kind", "source", "proof", "at")} ${FROM} ON CONFLICT DO NOTHING`,
        )
        .bind(rows);
    case "listed":
      return db
        .prepare(
          `INSERT INTO identifier (hash, kind, generation, subject, link, at, bucket) SELECT ${columns("hash", "kind", "generation", "subject", "link", "at", "bucket")} ${FROM} ON CONFLICT DO NOTHING`,
        )
        .bind(rows);
    case "profiles":
      return db.prepare(PROFILES).bind(rows, bulk.controller, bulk.at);
  }
}

export function columns(...names: readonly string[]): string {
  return names.map((name) => `r.value ->> '${name}'`).join(", ");
}

const PROFILES = `INSERT INTO profile (subject, controller, version, attributes, updated_at)
  SELECT r.value ->> 'subject', ?2, r.value ->> 'version' + 1, r.value -> 'attributes', ?3 ${FROM}
    AND ${AS_READ}
    AND (r.value ->> 'version' = 0 OR EXISTS (SELECT 1 FROM profile WHERE subject = r.value ->> 'subject'))
  ON CONFLICT (subject) DO UPDATE SET version = excluded.version, attributes = excluded.attributes, updated_at = excluded.updated_at
    WHERE profile.version = excluded.version - 1 AND profile.controller = excluded.controller`;

const WAIT_MS = 10_000;

/** The profiles of many subjects of one database. Throws `Unavailable`. */
export async function readProfiles(
  db: D1Database,
  subjects: readonly SubjectId[],
): Promise<ReadonlyMap<string, { readonly version: number; readonly attributes: AttributeValues }>> {
  const sql = "SELECT p.subject, p.version, p.attributes FROM json_each(?1) AS w CROSS JOIN profile AS p ON p.subject = w.value";
  const statement = db.withSession("first-primary").prepare(sql).bind(JSON.stringify(subjects));
  const { results } = await within(WAIT_MS, statement.all<{ subject: string; version: number; attributes: string }>());
  return new Map(results.map((row) => [row.subject, { version: row.version, attributes: JSON.parse(row.attributes) as AttributeValues }]));
}
