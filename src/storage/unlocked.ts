import type { Unlocked } from "../core/exchange/challenge.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import type { Bindings } from "./bindings.ts";
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

const WAIT_MS = 2_000;

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

/** What these records of a person unlocked, oldest first. Throws `Unavailable`. */
export async function readUnlocked(env: Bindings, subjects: readonly SubjectId[]): Promise<readonly UnlockedRow[]> {
  const parts = subjects.map(async (subject) => {
    const { db } = await shardOf(env, subject);
    const sql = "SELECT scheme, challenge, season, at FROM unlocked WHERE subject = ?1";
    return (await within(WAIT_MS, db.withSession("first-primary").prepare(sql).bind(subject).all<UnlockedRow>())).results;
  });
  return (await Promise.all(parts)).flat().toSorted((a, b) => a.at - b.at);
}
