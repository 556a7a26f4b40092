import type { After } from "../core/exchange/journey-page.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import { checkHere, hereStatement, whereItIs, shardOf, type Shard } from "./shards.ts";
import type { Bindings } from "./bindings.ts";
import { within } from "./within.ts";

export type EntryKind = "earn" | "spend" | "expire" | "refund" | "take-back";

/** An entry as it is kept: `points` go from the account `debit` to the account `credit`. */
export interface Entry {
  readonly id: string;
  readonly kind: EntryKind;
  readonly points: number;
  readonly merchant: string;
  /** In the smallest unit of the currency; null where points themselves were named. */
  readonly amount: number | null;
  readonly at: number;
  readonly expires_at: number | null;
}

export interface Account {
  readonly balance: number;
  /** Ever, without what was taken back. */
  readonly earned: number;
}

/** Points that move; written once for its id. What is past its time is taken off before. */
export interface PointsStep {
  readonly subject: SubjectId;
  readonly scheme: string;
  readonly id: string;
  readonly kind: Exclude<EntryKind, "expire">;
  /** Of a taking back: at most so many, and no more than there are. */
  readonly points: number;
  readonly merchant: string;
  readonly amount: number | null;
  readonly at: number;
  readonly expires: number | null;
}

/** The person's own account; the others are the merchants' and `expired`. */
const PERSON = "person";
const WAIT_MS = 2_000;
const OWNED = "EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?1 AND epoch = ?2)";

/** What a record had is its root's once it was merged. */
const STANDS = "NOT EXISTS (SELECT 1 FROM alias WHERE subject = ?3)";

/** What was promised for an answer is credited while it was not given up: `pts_` and the id of the exchange. */
const HOLDS = "NOT EXISTS (SELECT 1 FROM exchange WHERE subject = ?3 AND id = substr(?5, 5) AND outcome = 'acknowledged')";

/** Statements that take off what is past its time, then move the points, then the balance with them. */
export function pointsStatements(shard: Shard, step: PointsStep): readonly D1PreparedStatement[] {
  return [...expiryStatements(shard, step, `${step.id}-expired`), moveStatement(shard, step), balanceStatement(shard, step)];
}

/**
 * The oldest points are spent first: of all that were to last until now, those that are not gone in any way have expired.
 */
export function expiryStatements(
  { db, bucket, epoch }: Shard,
  { subject, scheme, at }: Pick<PointsStep, "subject" | "scheme" | "at">,
  id: string,
): readonly D1PreparedStatement[] {
  const insert = db
    .prepare(
      `INSERT INTO points_entry (subject, id, scheme, kind, debit, credit, points, merchant, at)
       SELECT ?3, ?5, ?4, 'expire', '${PERSON}', 'expired', due, '', ?6 FROM (
         SELECT sum(e.points) - (SELECT gone FROM points_account WHERE subject = ?3 AND scheme = ?4) AS due
         FROM points_entry AS e WHERE e.subject = ?3 AND e.scheme = ?4 AND e.kind IN ('earn', 'refund') AND e.expires_at <= ?6
       ) WHERE due > 0 AND ${OWNED} AND ${STANDS} ON CONFLICT DO NOTHING`,
    )
    .bind(bucket, epoch, subject, scheme, id, at);
  const points = "(SELECT points FROM points_entry WHERE subject = ?1 AND id = ?3)";
  const update = db
    .prepare(
      `UPDATE points_account SET balance = balance - ${points}, gone = gone + ${points} WHERE subject = ?1 AND scheme = ?2 AND changes() > 0`,
    )
    .bind(subject, scheme, id);
  return [insert, update];
}

function moveStatement({ db, bucket, epoch }: Shard, step: PointsStep): D1PreparedStatement {
  const { subject, scheme, id, kind, points, merchant, amount, at, expires } = step;
  const [debit, credit] = kind === "earn" || kind === "refund" ? [`merchant:${merchant}`, PERSON] : [PERSON, `merchant:${merchant}`];
  const balance = "coalesce((SELECT balance FROM points_account WHERE subject = ?3 AND scheme = ?4), 0)";
  const moved = kind === "take-back" ? `min(?9, ${balance})` : "?9";
  const enough = { spend: `AND ${balance} >= ?9`, "take-back": `AND ${balance} > 0`, earn: "", refund: "" }[kind];
  return db
    .prepare(
      `INSERT INTO points_entry (subject, scheme, id, kind, debit, credit, points, merchant, amount, at, expires_at)
       SELECT ?3, ?4, ?5, ?6, ?7, ?8, ${moved}, ?10, ?11, ?12, ?13 WHERE ${OWNED} AND ${STANDS} AND ${HOLDS} ${enough} ON CONFLICT DO NOTHING`,
    )
    .bind(bucket, epoch, subject, scheme, id, kind, debit, credit, points, merchant, amount, at, expires);
}

function balanceStatement({ db }: Shard, { subject, scheme, id, kind }: PointsStep): D1PreparedStatement {
  const points = "(SELECT points FROM points_entry WHERE subject = ?1 AND id = ?3)";
  if (kind === "earn")
    return db
      .prepare(
        `INSERT INTO points_account (subject, scheme, balance, earned, gone) SELECT ?1, ?2, ${points}, ${points}, 0 WHERE changes() > 0
         ON CONFLICT (subject, scheme) DO UPDATE SET balance = balance + excluded.balance, earned = earned + excluded.earned`,
      )
      .bind(subject, scheme, id);
  const change = {
    spend: `balance = balance - ${points}, gone = gone + ${points}`,
    refund: `balance = balance + ${points}`,
    "take-back": `balance = balance - ${points}, gone = gone + ${points}, earned = earned - ${points}`,
  }[kind];
  return db.prepare(`UPDATE points_account SET ${change} WHERE subject = ?1 AND scheme = ?2 AND changes() > 0`).bind(subject, scheme, id);
}

type WantedEntries = { readonly id: string } | { readonly newest: number; readonly after: After | null; readonly merchant: string };

function entriesStatement(db: Pick<D1Database, "prepare">, subject: SubjectId, scheme: string, wanted: WantedEntries): D1PreparedStatement {
  const sql = "SELECT id, kind, points, merchant, amount, at, expires_at FROM points_entry WHERE subject = ?1 AND scheme = ?2";
  if ("id" in wanted) return db.prepare(`${sql} AND id = ?3`).bind(subject, scheme, wanted.id);
  const { at, id } = wanted.after ?? { at: Number.MAX_SAFE_INTEGER, id: "" };
  return db
    .prepare(`${sql} AND merchant IN (?4, '') AND (at < ?5 OR (at = ?5 AND id > ?6)) ORDER BY at DESC, id LIMIT ?3`)
    .bind(subject, scheme, wanted.newest, wanted.merchant, at, id);
}

/** The account of a person without what is past its time, and one entry of theirs, or their newest ones, after one. Throws `Unavailable`. */
export async function readPoints(
  env: Bindings,
  { subject, scheme, at }: Pick<PointsStep, "subject" | "scheme" | "at">,
  wanted: WantedEntries,
) {
  return whereItIs(async () => {
    const shard = await shardOf(env, subject);
    const session = shard.db.withSession("first-primary");
    const entries = entriesStatement(session, subject, scheme, wanted);
    const account = session
      .prepare(
        `SELECT a.balance - max(0, coalesce((SELECT sum(e.points) FROM points_entry AS e WHERE e.subject = ?1 AND e.scheme = ?2
           AND e.kind IN ('earn', 'refund') AND e.expires_at <= ?3), 0) - a.gone) AS balance, a.earned
         FROM points_account AS a WHERE a.subject = ?1 AND a.scheme = ?2`,
      )
      .bind(subject, scheme, at);
    const merged = session.prepare("SELECT 1 FROM merge WHERE root = ?1 AND stage <> 'unmerged' LIMIT 1").bind(subject);
    const [own, found, others, here] = await within(
      WAIT_MS,
      session.batch<Record<string, unknown>>([account, entries, merged, hereStatement(session, [shard])]),
    );
    checkHere(here, [shard]);
    const standing = (own?.results[0] ?? { balance: 0, earned: 0 }) as unknown as Account;
    const hasMerged = (others?.results.length ?? 0) > 0;
    return { shard, account: standing, entries: (found?.results ?? []) as unknown as readonly Entry[], hasMerged };
  });
}

/** Accounts of a database with points past their time, after a subject. Throws `Unavailable`. */
export async function listDue(db: D1Database, after: string, now: number, limit: number) {
  const sql = `SELECT a.subject, a.scheme FROM points_account AS a WHERE a.subject > ?1 AND a.balance > 0 AND a.gone <
    (SELECT coalesce(sum(e.points), 0) FROM points_entry AS e
     WHERE e.subject = a.subject AND e.scheme = a.scheme AND e.kind IN ('earn', 'refund') AND e.expires_at <= ?2) ORDER BY a.subject LIMIT ?3`;
  const statement = db.withSession("first-primary").prepare(sql).bind(after, now, limit);
  return (await within(WAIT_MS * 5, statement.all<{ subject: SubjectId; scheme: string }>())).results;
}

/** Takes off what is past its time of one account. */
export async function writeExpiry(shard: Shard, due: Pick<PointsStep, "subject" | "scheme" | "at">): Promise<void> {
  await within(WAIT_MS, shard.db.batch([...expiryStatements(shard, due, `exp_${due.at}`)]));
}
