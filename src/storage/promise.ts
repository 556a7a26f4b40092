import type { After } from "../core/exchange/journey-page.ts";
import type { Promised } from "../core/exchange/promise.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import type { Bindings } from "./bindings.ts";
import { THERE } from "./in-order.ts";
import { allDatabases, shardOf, shardOfBucket, whereItIs, type Shard } from "./shards.ts";
import { within } from "./within.ts";

/** A promise that was made for an answer, as it stands. */
export interface PromiseRow extends Promised {
  readonly subject: SubjectId;
  /** Of the exchange. */
  readonly id: string;
  readonly ask: string;
  readonly at: number;
  readonly endedAt: number | null;
  readonly outcome: Outcome | null;
}

export type Outcome = "delivered" | "acknowledged";

/** How a promise ended; ended once, whoever says so again. */
export interface Ending {
  readonly subject: SubjectId;
  readonly id: string;
  readonly outcome: Outcome;
  readonly at: number;
}

const WAIT_MS = 2_000;
const SLOW_MS = 10_000;
const COLUMNS = "p.subject, p.id, p.ask, p.how, p.ref, p.points, p.due, p.at, p.ended_at AS endedAt, p.outcome";
const OWED = "p.due IS NOT NULL AND p.ended_at IS NULL";

export function endStatement({ db, bucket, epoch }: Shard, { subject, id, outcome, at }: Ending): D1PreparedStatement {
  return db
    .prepare(
      `UPDATE exchange SET ended_at = ?3, outcome = ?4 WHERE subject = ?1 AND id = ?2 AND due IS NOT NULL AND ended_at IS NULL
       AND EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?5 AND epoch = ?6)`,
    )
    .bind(subject, id, at, outcome, bucket, epoch);
}

/** The promise of an exchange, whose id says in which bucket it is; null where there is none. Throws `Unavailable`. */
export async function readPromise(env: Bindings, id: string): Promise<PromiseRow | null> {
  return whereItIs(async () => {
    const { db } = await shardOfBucket(env, Number.parseInt(id.slice(4, 6), 16));
    const sql = `SELECT ${COLUMNS} FROM exchange AS p WHERE p.id = ?1 AND p.due IS NOT NULL AND ${THERE}`;
    return within(WAIT_MS, db.withSession("first-primary").prepare(sql).bind(id).first<PromiseRow>());
  });
}

/** True where any of these subjects is owed something. Throws `Unavailable`. */
export async function isOwed(env: Bindings, subjects: readonly SubjectId[]): Promise<boolean> {
  const asked = subjects.map(async (subject) => {
    const { db } = await shardOf(env, subject);
    const sql = `SELECT 1 FROM exchange AS p WHERE p.subject = ?1 AND ${OWED} LIMIT 1`;
    return (await within(WAIT_MS, db.withSession("first-primary").prepare(sql).bind(subject).first())) !== null;
  });
  return (await Promise.all(asked)).includes(true);
}

/** True where any of these subjects was issued a coupon of an offer for an answer, and did not give it up. Throws `Unavailable`. */
export async function isIssued(env: Bindings, subjects: readonly SubjectId[], offer: string): Promise<boolean> {
  const asked = subjects.map(async (subject) => {
    const { db } = await shardOf(env, subject);
    const sql = "SELECT 1 FROM exchange WHERE subject = ?1 AND how = 'offer' AND ref = ?2 AND outcome = 'delivered' LIMIT 1";
    return (await within(WAIT_MS, db.withSession("first-primary").prepare(sql).bind(subject, offer).first())) !== null;
  });
  return (await Promise.all(asked)).includes(true);
}

/** Points that were credited for an answer. */
export interface Credited {
  /** Of the exchange. */
  readonly id: string;
  readonly ask: string;
  readonly ref: string;
  readonly points: number;
  readonly at: number;
}

/** What these subjects were credited for answers. Throws `Unavailable`. */
export async function listCredited(env: Bindings, subjects: readonly SubjectId[]): Promise<readonly Credited[]> {
  const asked = subjects.map(async (subject) => {
    const { db } = await shardOf(env, subject);
    const sql = "SELECT id, ask, ref, points, at FROM exchange WHERE subject = ?1 AND how = 'points' AND outcome = 'delivered'";
    return (await within(WAIT_MS, db.withSession("first-primary").prepare(sql).bind(subject).all<Credited>())).results;
  });
  return (await Promise.all(asked)).flat();
}

/** Promises to the people of a controller that were not kept yet, the longest due first, after one. Throws `Unavailable`. */
export function listOwed(env: Bindings, controller: string, after: After | null, limit: number): Promise<readonly PromiseRow[]> {
  return listWhere(env, OWED, controller, after, limit);
}

/** Those of them that were made before an instant and need nobody's hand: they were cut off. Throws `Unavailable`. */
export function listCutOff(env: Bindings, controller: string, before: number, after: After | null, limit: number) {
  return listWhere(env, `${OWED} AND p.how <> 'brand' AND p.at < ${before}`, controller, after, limit);
}

async function listWhere(
  env: Bindings,
  where: string,
  controller: string,
  after: After | null,
  limit: number,
): Promise<readonly PromiseRow[]> {
  const sql = `SELECT ${COLUMNS} FROM exchange AS p JOIN register AS r ON r.subject = p.subject
    WHERE ${where} AND (p.due, p.id) > (?2, ?3) AND r.controller = ?1 AND ${THERE} ORDER BY p.due, p.id LIMIT ?4`;
  const values = [controller, after?.at ?? -1, after?.id ?? "", limit] as const;
  const parts = allDatabases(env).map(({ db }) =>
    within(
      SLOW_MS,
      db
        .withSession("first-primary")
        .prepare(sql)
        .bind(...values)
        .all<PromiseRow>(),
    ),
  );
  const rows = (await Promise.all(parts)).flatMap(({ results }) => results);
  return rows.toSorted((a, b) => a.due - b.due || (a.id < b.id ? -1 : 1)).slice(0, limit);
}

/** How many promises to the people of a controller are overdue, by ask. Throws `Unavailable`. */
export async function countOverdue(env: Bindings, controller: string, now: number): Promise<ReadonlyMap<string, number>> {
  const sql = `SELECT p.ask, count(*) AS n FROM exchange AS p JOIN register AS r ON r.subject = p.subject
    WHERE ${OWED} AND p.due <= ?2 AND r.controller = ?1 AND ${THERE} GROUP BY p.ask`;
  const parts = allDatabases(env).map(({ db }) =>
    within(SLOW_MS, db.withSession("first-primary").prepare(sql).bind(controller, now).all<{ ask: string; n: number }>()),
  );
  const counts = new Map<string, number>();
  for (const { ask, n } of (await Promise.all(parts)).flatMap(({ results }) => results)) counts.set(ask, (counts.get(ask) ?? 0) + n);
  return counts;
}
