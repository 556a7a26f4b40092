import { within } from "./within.ts";

/** `draining`: what was written meanwhile is copied, then the bucket is fenced. `flipped`: it is in the target. `clearing`: what it left is taken away. */
export type MoveStage = "copying" | "checking" | "draining" | "fenced" | "flipped" | "clearing" | "done";

/** A bucket on its way to another database. */
export interface BucketMove {
  readonly bucket: number;
  readonly source: string;
  readonly target: string;
  /** The epoch that begins with it; the one before ends. */
  readonly epoch: number;
  readonly stage: MoveStage;
  /** The owner that was dealt with last. */
  readonly cursor: string;
  readonly copied: number;
  /** The last thing written down in the source before the bucket left. */
  readonly feed: number;
}

const WAIT_MS = 5_000;
const COLUMNS = "bucket, source, target, epoch, stage, cursor, copied, feed";

/** The last move of a bucket; null when it never moved. Throws `Unavailable`. */
export async function readMove(first: D1Database, bucket: number): Promise<BucketMove | null> {
  const statement = first.withSession("first-primary").prepare(`SELECT ${COLUMNS} FROM bucket_move WHERE bucket = ?1`);
  return within(WAIT_MS, statement.bind(bucket).first<BucketMove>());
}

/** Moves that have not come to their end. Throws `Unavailable`. */
export async function listMoves(first: D1Database): Promise<readonly BucketMove[]> {
  const statement = first.withSession("first-primary").prepare(`SELECT ${COLUMNS} FROM bucket_move WHERE stage <> 'done' ORDER BY bucket`);
  return (await within(WAIT_MS, statement.all<BucketMove>())).results;
}

/** How many buckets each database has. */
export async function countBuckets(first: D1Database): Promise<readonly { readonly binding: string; readonly buckets: number }[]> {
  const sql = "SELECT binding, count(*) AS buckets FROM bucket_map GROUP BY binding ORDER BY binding";
  return (await within(WAIT_MS, first.prepare(sql).all<{ binding: string; buckets: number }>())).results;
}

/** Begins a move, with its audit row, unless the last one of this bucket is still under way. */
export async function beginMove(
  first: D1Database,
  move: Pick<BucketMove, "bucket" | "source" | "target" | "epoch">,
  by: { readonly actor: string; readonly now: number },
): Promise<void> {
  const { bucket, source, target, epoch } = move;
  const begun = first
    .prepare(
      `INSERT INTO bucket_move (${COLUMNS}, updated_at) VALUES (?1, ?2, ?3, ?4, 'copying', '', 0, 0, ?5)
       ON CONFLICT (bucket) DO UPDATE SET source = ?2, target = ?3, epoch = ?4, stage = 'copying', cursor = '', copied = 0, feed = 0, updated_at = ?5
       WHERE bucket_move.stage = 'done' AND bucket_move.epoch < ?4`,
    )
    .bind(bucket, source, target, epoch, by.now);
  const audited = first
    .prepare("INSERT INTO audit (at, actor, action, target, detail) SELECT ?1, ?2, 'shards.move', ?3, ?4 WHERE changes() > 0")
    .bind(by.now, by.actor, `bucket-${bucket}`, JSON.stringify({ from: source, to: target, epoch }));
  await within(WAIT_MS, first.batch([begun, audited]));
}

/** Moves the progress on, unless somebody else did. */
export async function advanceMove(
  first: D1Database,
  { bucket, epoch, stage, cursor }: BucketMove,
  to: Pick<BucketMove, "stage" | "cursor" | "copied" | "feed">,
  now: number,
): Promise<void> {
  const sql =
    "UPDATE bucket_move SET stage = ?5, cursor = ?6, copied = ?7, feed = ?8, updated_at = ?9 WHERE bucket = ?1 AND epoch = ?2 AND stage = ?3 AND cursor = ?4";
  await within(WAIT_MS, first.prepare(sql).bind(bucket, epoch, stage, cursor, to.stage, to.cursor, to.copied, to.feed, now).run());
}
