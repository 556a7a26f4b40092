import type { After } from "../core/exchange/journey-page.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import type { Benefit } from "../core/program/compiled-offer.ts";
import { checkHere, hereStatement, shardOfBucket, whereItIs, type Shard } from "./shards.ts";
import type { Bindings } from "./bindings.ts";
import { codesStatements, type CodesStep } from "./coupon.ts";
import { THERE } from "./in-order.ts";
import { within } from "./within.ts";

/** What one redemption takes: from which offer, against which limits, by whom, with which code. */
export interface Redemption {
  readonly id: string;
  readonly offer: string;
  /** Null: nobody was named. */
  readonly subject: SubjectId | null;
  /** What it counts against, how much is allowed of it (null where only counted), and what counts along. */
  readonly limits: readonly (readonly [scope: string, most: number | null, others?: readonly string[]])[];
  /** Hash of a code that is good once. */
  readonly code: string | null;
  readonly benefit: Benefit;
  readonly at: number;
}

/** A redemption as it is kept. */
export interface Redeemed {
  readonly id: string;
  readonly offer: string;
  readonly subject: SubjectId | null;
  readonly scopes: readonly string[];
  readonly code: string | null;
  readonly benefit: Benefit;
  readonly at: number;
  readonly refundedAt: number | null;
}

/** What a person is to get, in their own database. */
export interface Held {
  readonly subject: SubjectId;
  readonly id: string;
  readonly offer: string;
  readonly basket: string | null;
  readonly isAlone: boolean;
  readonly at: number;
  /** What was asked for, to go on from where it was cut off. */
  readonly wanted: string;
}

/** How far it is with what a person is to get; to be taken back, it is intended once more. */
export type Stage = "intended" | "redeemed" | "refunded";

/** A step of redeeming; taking it again changes nothing. */
export type OfferStep =
  | { readonly kind: "hold"; readonly held: Held }
  | { readonly kind: "redeem"; readonly redemption: Redemption }
  | { readonly kind: "refund"; readonly redeemed: Redeemed; readonly at: number }
  | { readonly kind: "stage"; readonly subject: SubjectId; readonly id: string; readonly to: Stage | null }
  | CodesStep;

const WAIT_MS = 2_000;
const OWNED = "EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?8 AND epoch = ?9)";

export function offerStatements(shard: Shard, step: OfferStep): readonly D1PreparedStatement[] {
  switch (step.kind) {
    case "hold":
      return [holdStatement(shard, step.held)];
    case "redeem":
      return redeemStatements(shard, step.redemption);
    case "refund":
      return refundStatements(shard, step.redeemed, step.at);
    case "stage":
      return [stageStatement(shard, step)];
    case "codes":
      return codesStatements(shard, step);
  }
}

/** Refused where the basket already has an offer that stands alone, or has any and this one stands alone. */
function holdStatement({ db, bucket, epoch }: Shard, held: Held): D1PreparedStatement {
  const { subject, id, offer, basket, isAlone, at, wanted } = held;
  return db
    .prepare(
      `INSERT INTO benefit (subject, id, offer, basket, alone, at, stage, wanted) SELECT ?1, ?2, ?3, ?4, ?5, ?6, 'intended', ?7
       WHERE ${OWNED} AND NOT EXISTS (SELECT 1 FROM benefit WHERE subject = ?1 AND (id = ?2 OR
         (basket = ?4 AND stage <> 'refunded' AND (alone = 1 OR ?5 = 1))))`,
    )
    .bind(subject, id, offer, basket, isAlone ? 1 : 0, at, wanted, bucket, epoch);
}

/** One statement asks every limit and writes: however many come at once, they are asked one after the other. */
function redeemStatements({ db, bucket, epoch }: Shard, redemption: Redemption): readonly D1PreparedStatement[] {
  const { id, offer, subject, limits, code, benefit, at } = redemption;
  const scopes = JSON.stringify(limits.map(([scope]) => scope));
  const insert = db
    .prepare(
      `INSERT INTO redemption (id, bucket, offer, subject, scopes, code, benefit, at) SELECT ?1, ?8, ?2, ?3, ?4, ?5, ?6, ?7
       WHERE ${OWNED} AND NOT EXISTS (SELECT 1 FROM redemption WHERE id = ?1)
       AND (?5 IS NULL OR EXISTS (SELECT 1 FROM coupon WHERE hash = ?5 AND offer = ?2 AND redemption IS NULL))
       AND NOT EXISTS (SELECT 1 FROM json_each(?10) AS l WHERE l.value ->> 1 IS NOT NULL AND l.value ->> 1 <=
         (SELECT sum(c.n) FROM offer_count AS c WHERE c.offer = ?2 AND c.scope IN
           (SELECT l.value ->> 0 UNION ALL SELECT value FROM json_each(l.value, '$[2]'))))`,
    )
    .bind(id, offer, subject, scopes, code, JSON.stringify(benefit), at, bucket, epoch, JSON.stringify(limits));
  const count = db
    .prepare(
      `INSERT INTO offer_count (offer, scope, bucket, n) SELECT ?1, value, ?2, 1 FROM json_each(?3) WHERE changes() > 0
       ON CONFLICT (offer, scope) DO UPDATE SET n = n + 1`,
    )
    .bind(offer, bucket, scopes);
  if (code === null) return [insert, count];
  return [insert, count, db.prepare("UPDATE coupon SET redemption = ?1 WHERE hash = ?2 AND changes() > 0").bind(id, code)];
}

function refundStatements({ db, bucket, epoch }: Shard, redeemed: Redeemed, at: number): readonly D1PreparedStatement[] {
  const { id, offer, scopes, code } = redeemed;
  const refund = db
    .prepare(
      `UPDATE redemption SET refunded_at = ?1 WHERE id = ?2 AND refunded_at IS NULL AND ${OWNED.replace("?8", "?3").replace("?9", "?4")}`,
    )
    .bind(at, id, bucket, epoch);
  const count = db
    .prepare("UPDATE offer_count SET n = n - 1 WHERE offer = ?1 AND scope IN (SELECT value FROM json_each(?2)) AND changes() > 0")
    .bind(offer, JSON.stringify(scopes));
  if (code === null) return [refund, count];
  return [
    refund,
    count,
    db.prepare("UPDATE coupon SET redemption = NULL WHERE redemption = ?1 AND hash = ?2 AND changes() > 0").bind(id, code),
  ];
}

/** On from what was intended; a refund is of what was redeemed too. */
function stageStatement({ db, bucket, epoch }: Shard, { subject, id, to }: OfferStep & { readonly kind: "stage" }): D1PreparedStatement {
  const before = { intended: "('redeemed')", redeemed: "('intended')", refunded: "('intended', 'redeemed')" }[to ?? "redeemed"];
  const owned = OWNED.replace("?8", "?3").replace("?9", "?4");
  const where = `WHERE subject = ?1 AND id = ?2 AND stage IN ${before} AND ${owned}`;
  if (to === null) return db.prepare(`DELETE FROM benefit ${where}`).bind(subject, id, bucket, epoch);
  return db.prepare(`UPDATE benefit SET stage = ?5 ${where}`).bind(subject, id, bucket, epoch, to);
}

/** A redemption, and how often its scopes stand redeemed. Throws `Unavailable`. */
export async function readRedemption(env: Bindings, bucket: number, id: string, offer: string, scopes: readonly string[]) {
  return whereItIs(async () => {
    const shard = await shardOfBucket(env, bucket);
    const session = shard.db.withSession("first-primary");
    const [rows, counts, here] = await within(
      WAIT_MS,
      session.batch<Record<string, unknown>>([
        session.prepare("SELECT * FROM redemption WHERE id = ?1").bind(id),
        session
          .prepare("SELECT scope, n FROM offer_count WHERE offer = ?1 AND scope IN (SELECT value FROM json_each(?2))")
          .bind(offer, JSON.stringify(scopes)),
        hereStatement(session, [shard]),
      ]),
    );
    checkHere(here, [shard]);
    const row = rows?.results[0];
    const stood = new Map((counts?.results ?? []).map(({ scope, n }) => [String(scope), Number(n)]));
    return { shard, redeemed: row ? redeemedOf(row) : null, stood };
  });
}

function redeemedOf(row: Record<string, unknown>): Redeemed {
  return {
    id: String(row["id"]),
    offer: String(row["offer"]),
    subject: row["subject"] as SubjectId | null,
    scopes: JSON.parse(String(row["scopes"])) as string[],
    code: row["code"] as string | null,
    benefit: JSON.parse(String(row["benefit"])) as Benefit,
    at: Number(row["at"]),
    refundedAt: row["refunded_at"] as number | null,
  };
}

/** True where a benefit is noted already. Throws `Unavailable`. */
export async function isHeld({ db }: Shard, subject: SubjectId, id: string): Promise<boolean> {
  const statement = db.withSession("first-primary").prepare("SELECT 1 FROM benefit WHERE subject = ?1 AND id = ?2").bind(subject, id);
  return (await within(WAIT_MS, statement.first())) !== null;
}

/** Benefits of people in a database that were intended before an instant and not settled, the oldest first, after one. Throws `Unavailable`. */
export async function listIntended(db: D1Database, before: number, after: After | null, limit: number) {
  const sql = `SELECT p.id, p.at, p.wanted FROM benefit AS p
    WHERE p.stage = 'intended' AND p.at < ?1 AND (p.at, p.id) > (?2, ?3) AND ${THERE} ORDER BY p.at, p.id LIMIT ?4`;
  const statement = db
    .withSession("first-primary")
    .prepare(sql)
    .bind(before, after?.at ?? -1, after?.id ?? "", limit);
  return (await within(WAIT_MS, statement.all<After & { readonly wanted: string }>())).results;
}
