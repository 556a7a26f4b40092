import type { Happening } from "../core/exchange/news.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import { THERE } from "./in-order.ts";
import type { Shard } from "./shards.ts";
import { within } from "./within.ts";

/** A happening, and whose row says whether it was told. */
export type Untold = Happening & { readonly subject: SubjectId };

/** That it was told. */
export interface ToldStep extends Pick<Untold, "of" | "subject" | "id"> {
  readonly at: number;
}

const WAIT_MS = 10_000;
/** With the conditions of the indexes, word for word. */
const UNTOLD = `SELECT 'task' AS of, p.subject, p.id, p.ask, p.moment, NULL AS how, NULL AS ref, r.controller, p.at
    FROM task AS p JOIN register AS r ON r.subject = p.subject WHERE p.state <> 'done' AND p.told_at IS NULL AND ${THERE}
  UNION ALL SELECT 'promise', p.subject, p.id, p.ask, p.moment, p.how, p.ref, r.controller, p.due
    FROM exchange AS p JOIN register AS r ON r.subject = p.subject
    WHERE p.due IS NOT NULL AND p.ended_at IS NULL AND p.overdue_told_at IS NULL AND p.due <= ?1 AND ${THERE} LIMIT ?2`;

/** Tasks that are not done and promises that are overdue, of which nobody was told. Throws `Unavailable`. */
export async function listUntold(db: D1Database, now: number, limit: number): Promise<readonly Untold[]> {
  return (await within(WAIT_MS, db.withSession("first-primary").prepare(UNTOLD).bind(now, limit).all<Untold>())).results;
}

export function toldStatement({ db, bucket, epoch }: Shard, { of, subject, id, at }: ToldStep): D1PreparedStatement {
  const [table, column] = of === "task" ? ["task", "told_at"] : ["exchange", "overdue_told_at"];
  return db
    .prepare(
      `UPDATE ${table} SET ${column} = ?3 WHERE subject = ?1 AND id = ?2 AND ${column} IS NULL
       AND EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?4 AND epoch = ?5)`,
    )
    .bind(subject, id, at, bucket, epoch);
}
