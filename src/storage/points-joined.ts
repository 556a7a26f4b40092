import type { SubjectId } from "../core/kernel/ids.ts";
import type { Bindings } from "./bindings.ts";
import { expiryStatements } from "./points.ts";
import { shardOf, type Shard } from "./shards.ts";
import { within } from "./within.ts";

/** Points of one earning, as far as they are left. */
export interface Lot {
  readonly points: number;
  readonly merchant: string;
  readonly expires: number | null;
}

/** What one account of a record comes to when it is joined to its root, or parts from it. */
interface Between {
  readonly root: SubjectId;
  readonly child: SubjectId;
  /** Of the merge. */
  readonly id: string;
  readonly scheme: string;
  readonly at: number;
}

/** A step of joining or parting two accounts; taking it again changes nothing. */
export type JoinStep = Between &
  (
    | { readonly kind: "bring"; readonly lots: readonly Lot[]; readonly earned: number }
    | { readonly kind: "leave" }
    | { readonly kind: "part" }
    | { readonly kind: "return"; readonly lots: readonly Lot[] }
  );

const WAIT_MS = 2_000;
const OWNED = "EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?1 AND epoch = ?2)";

export function joinStatements(shard: Shard, step: JoinStep): readonly D1PreparedStatement[] {
  switch (step.kind) {
    case "bring":
      return bringStatements(shard, step);
    case "leave":
      return leaveStatements(shard, step);
    case "part":
      return partStatements(shard, step);
    case "return":
      return returnStatements(shard, step);
  }
}

function lotsStatement({ db }: Shard, owner: SubjectId, from: SubjectId, name: string, { scheme, at }: Between, lots: readonly Lot[]) {
  const sql = `INSERT INTO points_entry (subject, id, scheme, kind, debit, credit, points, merchant, at, expires_at)
    SELECT ?1, ?2 || '-' || key, ?3, 'refund', ?4, 'person', value ->> 'points', value ->> 'merchant', ?5, value ->> 'expires'
    FROM json_each(?6) WHERE changes() > 0`;
  return db.prepare(sql).bind(owner, name, scheme, `record:${from}`, at, JSON.stringify(lots));
}

/** At the root: what comes of the record, with what it ever earned. */
function bringStatements(shard: Shard, step: JoinStep & { readonly kind: "bring" }): readonly D1PreparedStatement[] {
  const { root, child, id, scheme, lots, earned } = step;
  const points = sumOf(lots);
  const note = shard.db
    .prepare(
      `INSERT INTO points_joined (root, id, scheme, child, points, earned) SELECT ?3, ?4, ?5, ?6, ?7, ?8 WHERE ${OWNED} ON CONFLICT DO NOTHING`,
    )
    .bind(shard.bucket, shard.epoch, root, id, scheme, child, points, earned);
  const account = shard.db
    .prepare(
      `INSERT INTO points_account (subject, scheme, balance, earned, gone) SELECT ?1, ?2, ?3, ?4, 0 WHERE changes() > 0
       ON CONFLICT (subject, scheme) DO UPDATE SET balance = balance + excluded.balance, earned = earned + excluded.earned`,
    )
    .bind(root, scheme, points, earned);
  return lots.length === 0 ? [note, account] : [note, account, lotsStatement(shard, root, child, nameOf("mrg", step), step, lots)];
}

/** At the record: all it has leaves for the root. Nobody asks it meanwhile. */
function leaveStatements({ db, bucket, epoch }: Shard, step: Between): readonly D1PreparedStatement[] {
  const { child, root, scheme, at } = step;
  const entry = db
    .prepare(
      `INSERT INTO points_entry (subject, id, scheme, kind, debit, credit, points, merchant, at)
       SELECT subject, ?5, scheme, 'spend', 'person', ?6, balance, '', ?7 FROM points_account
       WHERE subject = ?3 AND scheme = ?4 AND balance > 0 AND ${OWNED} ON CONFLICT DO NOTHING`,
    )
    .bind(bucket, epoch, child, scheme, nameOf("out", step), `record:${root}`, at);
  const account = db
    .prepare("UPDATE points_account SET gone = gone + balance, balance = 0 WHERE subject = ?1 AND scheme = ?2 AND changes() > 0")
    .bind(child, scheme);
  return [entry, account];
}

/** At the root: what a record brought goes, as far as it is there, with what it had ever earned. */
function partStatements(shard: Shard, step: Between): readonly D1PreparedStatement[] {
  const { root, child, id, scheme, at } = step;
  const { db, bucket, epoch } = shard;
  const joined = "FROM points_joined WHERE root = ?1 AND id = ?3 AND scheme = ?2";
  const note = db
    .prepare(
      `UPDATE points_joined SET parted = min(points, coalesce((SELECT balance FROM points_account WHERE subject = ?3 AND scheme = ?4), 0))
       WHERE root = ?3 AND id = ?5 AND scheme = ?4 AND parted IS NULL AND ${OWNED}`,
    )
    .bind(bucket, epoch, root, scheme, id);
  const account = db
    .prepare(
      `UPDATE points_account SET balance = balance - (SELECT parted ${joined}), gone = gone + (SELECT parted ${joined}),
       earned = max(0, earned - (SELECT earned ${joined})) WHERE subject = ?1 AND scheme = ?2 AND changes() > 0`,
    )
    .bind(root, scheme, id);
  const entry = db
    .prepare(
      `INSERT INTO points_entry (subject, id, scheme, kind, debit, credit, points, merchant, at)
       SELECT ?1, ?4, ?2, 'spend', 'person', ?5, parted, '', ?6 ${joined} AND parted > 0 AND changes() > 0`,
    )
    .bind(root, scheme, id, nameOf("prt", step), `record:${child}`, at);
  return [...expiryStatements(shard, { subject: root, scheme, at }, nameOf("due", step)), note, account, entry];
}

/** At the record: what went back with it. */
function returnStatements(shard: Shard, step: JoinStep & { readonly kind: "return" }): readonly D1PreparedStatement[] {
  const { root, child, scheme, lots } = step;
  const here = shard.db
    .prepare(`UPDATE points_account SET balance = balance + 0 WHERE subject = ?3 AND scheme = ?4 AND ${OWNED}
      AND NOT EXISTS (SELECT 1 FROM points_entry WHERE subject = ?3 AND id = ?5)`)
    .bind(shard.bucket, shard.epoch, child, scheme, `${nameOf("bck", step)}-0`);
  const account = shard.db
    .prepare("UPDATE points_account SET balance = balance + ?3 WHERE subject = ?1 AND scheme = ?2 AND changes() > 0")
    .bind(child, scheme, sumOf(lots));
  return [here, account, lotsStatement(shard, child, root, nameOf("bck", step), step, lots)];
}

function nameOf(beginning: string, { id, scheme }: Between): string {
  return `${beginning}_${id}-${scheme}`;
}

function sumOf(lots: readonly Lot[]): number {
  return lots.reduce((sum, { points }) => sum + points, 0);
}

/** The accounts of a record, each with the lots that are left: the oldest points are spent first, so the last to expire are there. Throws `Unavailable`. */
export async function readLots(env: Bindings, subject: SubjectId) {
  const { db } = await shardOf(env, subject);
  const session = db.withSession("first-primary");
  const lots = session.prepare(LOTS).bind(subject);
  const accounts = session.prepare("SELECT scheme, earned FROM points_account WHERE subject = ?1").bind(subject);
  const [own, left] = await within(WAIT_MS, session.batch<Record<string, unknown>>([accounts, lots]));
  const rows = (left?.results ?? []) as unknown as readonly (Lot & { readonly scheme: string })[];
  return ((own?.results ?? []) as unknown as readonly { scheme: string; earned: number }[]).map(({ scheme, earned }) => ({
    scheme,
    earned,
    lots: rows.filter((row) => row.scheme === scheme).map(({ points, merchant, expires }): Lot => ({ points, merchant, expires })),
  }));
}

const LOTS = `SELECT scheme, merchant, expires_at AS expires, min(points, balance - (running - points)) AS points FROM (
    SELECT e.scheme, e.merchant, e.expires_at, e.points, a.balance, sum(e.points) OVER (PARTITION BY e.scheme
      ORDER BY e.expires_at IS NULL DESC, e.expires_at DESC, e.at DESC, e.id DESC) AS running
    FROM points_account AS a JOIN points_entry AS e ON e.subject = a.subject AND e.scheme = a.scheme AND e.kind IN ('earn', 'refund')
    WHERE a.subject = ?1)
  WHERE running - points < balance`;

/** What of a merge's points went back from the root, as lots: those that expire last. Throws `Unavailable`. */
export async function readParted(env: Bindings, root: SubjectId, id: string) {
  const { db } = await shardOf(env, root);
  const session = db.withSession("first-primary");
  const notes = session.prepare("SELECT scheme, child, parted FROM points_joined WHERE root = ?1 AND id = ?2").bind(root, id);
  const lots = session.prepare(PARTED).bind(root, id);
  const [found, left] = await within(WAIT_MS, session.batch<Record<string, unknown>>([notes, lots]));
  const rows = (left?.results ?? []) as unknown as readonly (Lot & { readonly scheme: string })[];
  return ((found?.results ?? []) as unknown as readonly { scheme: string; child: SubjectId; parted: number | null }[]).map((note) => ({
    ...note,
    lots: rows.filter((row) => row.scheme === note.scheme).map(({ points, merchant, expires }): Lot => ({ points, merchant, expires })),
  }));
}

const PARTED = `SELECT scheme, merchant, expires_at AS expires, min(points, parted - (running - points)) AS points FROM (
    SELECT e.scheme, e.merchant, e.expires_at, e.points, j.parted, sum(e.points) OVER (PARTITION BY e.scheme
      ORDER BY e.expires_at IS NULL DESC, e.expires_at DESC, e.id DESC) AS running
    FROM points_joined AS j JOIN points_entry AS e ON e.subject = j.root AND e.scheme = j.scheme AND e.kind = 'refund'
      AND substr(e.id, 1, length(j.id) + length(j.scheme) + 6) = 'mrg_' || j.id || '-' || j.scheme || '-'
    WHERE j.root = ?1 AND j.id = ?2 AND j.parted > 0)
  WHERE running - points < parted`;
