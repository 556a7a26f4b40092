import type { ConsentState } from "../core/consent/state.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import type { AttributeValues } from "../core/profile/values.ts";
import type { Shard } from "./shards.ts";
import { within } from "./within.ts";

/** Both records as they stood when they were merged: what unmerging goes back to. */
export interface Frozen {
  readonly root: ConsentState;
  readonly child: ConsentState;
}

/** A merge of two subjects, kept with its root. */
export interface Merge {
  readonly root: SubjectId;
  readonly id: string;
  readonly child: SubjectId;
  readonly at: number;
  /** Who says that both are one person, such as `crm` or `sign-in`. */
  readonly source: string;
  /** What they hold of it: a reference, never an identifier. */
  readonly proof: string;
  readonly frozen: Frozen;
  /** The merged record's attributes, as they were. */
  readonly attributes: AttributeValues;
  readonly stage: "intended" | "merged" | "unmerging" | "unmerged";
}

type Row = Omit<Merge, "frozen" | "attributes"> & { readonly frozen: string; readonly attributes: string };

const WAIT_MS = 2_000;
const COLUMNS = "root, id, child, at, source, proof, frozen, attributes, stage";

/** What was merged to a root under an id, or the merge that holds for a child. Throws `Unavailable`. */
export async function readMerge(
  db: D1Database,
  root: SubjectId,
  by: { readonly id: string } | { readonly child: SubjectId },
  ms: number,
): Promise<Merge | null> {
  const condition = "id" in by ? "id = ?2" : "child = ?2 AND stage <> 'unmerged'";
  const statement = db.withSession("first-primary").prepare(`SELECT ${COLUMNS} FROM merge WHERE root = ?1 AND ${condition}`);
  const row = await within(ms, statement.bind(root, "id" in by ? by.id : by.child).first<Row>());
  return row ? mergeOf(row) : null;
}

/** Merges and unmerges that were cut off before this instant. */
export async function listUnfinished(db: D1Database, before: number, limit: number): Promise<readonly Merge[]> {
  const sql = `SELECT ${COLUMNS} FROM merge WHERE stage IN ('intended', 'unmerging') AND at < ?1 LIMIT ?2`;
  const { results } = await db.withSession("first-primary").prepare(sql).bind(before, limit).all<Row>();
  return results.map(mergeOf);
}

/** The merges and unmerges to a root that have not come to their end. Throws `Unavailable`. */
export async function listUnder(db: D1Database, root: SubjectId, ms: number): Promise<readonly Merge[]> {
  const sql = `SELECT ${COLUMNS} FROM merge WHERE root = ?1 AND stage IN ('intended', 'unmerging') ORDER BY id`;
  const { results } = await within(ms, db.withSession("first-primary").prepare(sql).bind(root).all<Row>());
  return results.map(mergeOf);
}

function mergeOf(row: Row): Merge {
  return { ...row, frozen: JSON.parse(row.frozen) as Frozen, attributes: JSON.parse(row.attributes) as AttributeValues };
}

/** Writes or moves a merge on, where the statement before it in the batch wrote. */
export function mergeStatement(db: D1Database, merge: Merge): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO merge (${COLUMNS}) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE changes() > 0
       ON CONFLICT (root, id) DO UPDATE SET child = excluded.child, frozen = excluded.frozen, attributes = excluded.attributes, stage = excluded.stage`,
    )
    .bind(
      merge.root,
      merge.id,
      merge.child,
      merge.at,
      merge.source,
      merge.proof,
      JSON.stringify(merge.frozen),
      JSON.stringify(merge.attributes),
      merge.stage,
    );
}

/**
 * Moves a merge on: `merged` copies the attributes, and again where they have changed since; `unmerged` is for a merge that
 * never came about. What was taken back is never taken up again.
 */
export function stageStatement(shard: Shard, { root, id, stage, attributes }: Merge): D1PreparedStatement {
  return shard.db
    .prepare(
      `UPDATE merge SET stage = ?3, attributes = iif(?3 = 'merged', ?6, attributes)
       WHERE root = ?1 AND id = ?2 AND CASE ?3
           WHEN 'merged' THEN stage = 'intended' OR (stage = 'merged' AND attributes <> ?6)
           WHEN 'unmerging' THEN stage IN ('intended', 'merged')
           ELSE stage = 'intended' END
         AND EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?4 AND epoch = ?5)`,
    )
    .bind(root, id, stage, shard.bucket, shard.epoch, JSON.stringify(attributes));
}

/** Points a subject at its root, or no longer at any, where the statement before it in the batch wrote. */
export function aliasStatement(db: D1Database, { child, root, id, at }: Merge, isMerged: boolean): D1PreparedStatement {
  return isMerged
    ? db
        .prepare("INSERT INTO alias (subject, root, merge, at) SELECT ?1, ?2, ?3, ?4 WHERE changes() > 0 ON CONFLICT DO NOTHING")
        .bind(child, root, id, at)
    : db.prepare("DELETE FROM alias WHERE subject = ?1 AND merge = ?2 AND changes() > 0").bind(child, id);
}

/** The subjects that are merged to any of these, in the database of those. Throws `Unavailable`. */
export async function listMerged(db: D1Database, roots: readonly SubjectId[]): Promise<readonly SubjectId[]> {
  const sql = "SELECT m.child FROM json_each(?1) AS w CROSS JOIN merge AS m ON m.root = w.value WHERE m.stage <> 'unmerged'";
  const statement = db.withSession("first-primary").prepare(sql).bind(JSON.stringify(roots));
  return (await within(WAIT_MS, statement.all<{ child: SubjectId }>())).results.map(({ child }) => child);
}
