import type { Unlocked } from "../core/exchange/challenge.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import type { Bindings } from "./bindings.ts";
import { THERE } from "./in-order.ts";
import { pointsStatements, type PointsStep } from "./points.ts";
import { shardOf, type Shard } from "./shards.ts";
import { within } from "./within.ts";

/** A challenge that is met, and what it gives; each is written once a season. */
export interface UnlockStep extends Unlocked {
  readonly subject: SubjectId;
  readonly scheme: string;
  readonly at: number;
  /** Under an id that follows from the challenge and its season. */
  readonly points: PointsStep | null;
}

export interface UnlockedRow extends Unlocked {
  readonly scheme: string;
  readonly at: number;
}

/** A challenge in its season, of a controller's people. */
export interface Locked extends Unlocked {
  readonly controller: string;
  readonly scheme: string;
}

const WAIT_MS = 2_000;
const SLOW_MS = 10_000;

/** The badge with its points, which are written once too: whichever is there already is left as it is. */
export function unlockStatements(
  shard: Shard,
  { subject, scheme, challenge, season, at, points }: UnlockStep,
): readonly D1PreparedStatement[] {
  const badge = shard.db
    .prepare(
      `INSERT INTO unlocked (subject, scheme, challenge, season, at) SELECT ?3, ?4, ?5, ?6, ?7
       WHERE EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?1 AND epoch = ?2) AND NOT EXISTS (SELECT 1 FROM alias WHERE subject = ?3)
       ON CONFLICT DO NOTHING`,
    )
    .bind(shard.bucket, shard.epoch, subject, scheme, challenge, season, at);
  return points === null ? [badge] : [badge, ...pointsStatements(shard, points)];
}

/**
 * Profiles of a database after one, in order, and of whom any of these challenges is not unlocked: of nobody who was merged to
 * another, nor of whom the bucket is elsewhere. As many rows are read as asked for. Throws `Unavailable`.
 */
export async function listLocked(
  db: D1Database,
  locked: readonly Locked[],
  after: string,
  limit: number,
): Promise<readonly { readonly subject: SubjectId; readonly controller: string; readonly isLocked: 0 | 1 }[]> {
  const sql = `SELECT p.subject, p.controller, ${THERE} AND NOT EXISTS (SELECT 1 FROM alias WHERE subject = p.subject)
      AND EXISTS (SELECT 1 FROM json_each(?3) AS w WHERE w.value ->> 'controller' = p.controller
        AND NOT EXISTS (SELECT 1 FROM unlocked AS u WHERE u.subject = p.subject AND u.scheme = w.value ->> 'scheme'
          AND u.challenge = w.value ->> 'challenge' AND u.season = w.value ->> 'season')) AS isLocked
    FROM (SELECT subject, controller FROM profile WHERE subject > ?1 ORDER BY subject LIMIT ?2) AS p ORDER BY p.subject`;
  type Row = { readonly subject: SubjectId; readonly controller: string; readonly isLocked: 0 | 1 };
  const statement = db.withSession("first-primary").prepare(sql).bind(after, limit, JSON.stringify(locked));
  return (await within(SLOW_MS, statement.all<Row>())).results;
}

/** What these records of a person unlocked, oldest first. Throws `Unavailable`. */
export async function readUnlocked(env: Bindings, subjects: readonly SubjectId[]): Promise<readonly UnlockedRow[]> {
  const parts = subjects.map(async (subject) => {
    const { db } = await shardOf(env, subject);
    const sql = "SELECT scheme, challenge, season, at FROM unlocked WHERE subject = ?1";
    return (await within(WAIT_MS, db.withSession("first-primary").prepare(sql).bind(subject).all<UnlockedRow>())).results;
  });
  return (await Promise.all(parts)).flat().toSorted((a, b) => a.at - b.at);
}

/** What each of these records itself unlocked, of those in a database. Throws `Unavailable`. */
export async function readUnlockedOf(
  db: D1Database,
  subjects: readonly SubjectId[],
): Promise<ReadonlyMap<SubjectId, readonly UnlockedRow[]>> {
  const sql = `SELECT u.subject, u.scheme, u.challenge, u.season, u.at
    FROM json_each(?1) AS w CROSS JOIN unlocked AS u ON u.subject = w.value`;
  const statement = db.withSession("first-primary").prepare(sql).bind(JSON.stringify(subjects));
  const { results } = await within(SLOW_MS, statement.all<UnlockedRow & { readonly subject: SubjectId }>());
  return Map.groupBy(results, ({ subject }) => subject);
}
