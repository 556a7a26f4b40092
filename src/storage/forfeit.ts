import type { SubjectId } from "../core/kernel/ids.ts";
import type { Shard } from "./shards.ts";

/** What somebody gives up of what they earned; `id` is drawn anew each time. */
export interface Forfeit {
  readonly subject: SubjectId;
  /** Promises before points: what was on its way must not come after them. */
  readonly what: "promises" | "points";
  readonly id: string;
  readonly at: number;
}

const OWNED = "EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?2 AND epoch = ?3)";

/** The statements of it; the last one writes whenever there was anything. */
export function forfeitStatements({ db, bucket, epoch }: Shard, { subject, what, id, at }: Forfeit): readonly D1PreparedStatement[] {
  const values = [subject, bucket, epoch] as const;
  if (what === "promises") {
    const sql = `UPDATE exchange SET outcome = 'acknowledged', ended_at = coalesce(ended_at, ?4)
      WHERE subject = ?1 AND due IS NOT NULL AND (ended_at IS NULL OR (how = 'offer' AND outcome = 'delivered')) AND ${OWNED}`;
    return [db.prepare(sql).bind(...values, at)];
  }
  const entries = `INSERT INTO points_entry (subject, id, scheme, kind, debit, credit, points, merchant, at)
    SELECT subject, ?4 || '-' || scheme, scheme, 'expire', 'person', 'expired', balance, '', ?5 FROM points_account
    WHERE subject = ?1 AND balance > 0 AND ${OWNED}`;
  const accounts = `UPDATE points_account SET gone = gone + balance, balance = 0, earned = 0
    WHERE subject = ?1 AND (balance > 0 OR earned > 0) AND ${OWNED}`;
  return [db.prepare(entries).bind(...values, id, at), db.prepare(accounts).bind(...values)];
}
