import type { SubjectId } from "../core/kernel/ids.ts";
import type { Brought } from "../core/exchange/value.ts";
import type { Shard } from "./shards.ts";
import { within } from "./within.ts";

/** Something that came of what a person allowed; it counts once under its id. */
export interface BroughtRow extends Pick<Brought, "what" | "purpose"> {
  readonly kind: "recommendation" | "advice";
  readonly subject: SubjectId;
  readonly id: string;
  readonly controller: string;
  readonly at: number;
  readonly expires: number;
}

const WAIT_MS = 10_000;

/** Writes rows of one subject, each once; none where its bucket has moved. Of one that was merged on they are read with its root. */
export function broughtStatement({ db, bucket, epoch }: Shard, rows: readonly BroughtRow[]): D1PreparedStatement {
  const columns = ["subject", "id", "controller", "kind", "what", "purpose", "at", "expires"];
  return db
    .prepare(
      `INSERT INTO brought (${columns.join(", ")}) SELECT ${columns.map((name) => `value ->> '${name}'`).join(", ")} FROM json_each(?1)
       WHERE EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?2 AND epoch = ?3) ON CONFLICT DO NOTHING`,
    )
    .bind(JSON.stringify(rows), bucket, epoch);
}

/** Writes a row when the statement before it wrote what it is of. */
export function broughtWith(
  db: D1Database,
  { subject, id, controller, kind, what, purpose, at, expires }: BroughtRow,
): D1PreparedStatement {
  const sql = `INSERT INTO brought (subject, id, controller, kind, what, purpose, at, expires) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE changes() = 1`;
  return db.prepare(sql).bind(subject, id, controller, kind, what, purpose, at, expires);
}

/** Forgets what is past its time, some at a time; answers how many. */
export async function forgetBrought(db: D1Database, now: number, limit: number): Promise<number> {
  const sql = "DELETE FROM brought WHERE (subject, id) IN (SELECT subject, id FROM brought WHERE expires <= ?1 LIMIT ?2)";
  return (await within(WAIT_MS, db.prepare(sql).bind(now, limit).run())).meta.changes;
}
