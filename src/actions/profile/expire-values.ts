import { bucketOf, type SubjectId } from "../../core/kernel/ids.ts";
import { dayOf } from "../../core/kernel/instant.ts";
import { commit } from "../../storage/commit.ts";
import { findExpired } from "../../storage/expired.ts";
import { readJob, writeJob } from "../../storage/job.ts";
import type { Platform } from "../../storage/platform.ts";
import { allDatabases, forgetShards, shardOfBucket } from "../../storage/shards.ts";

/** How much one run does: pages in all, and subjects a page. */
export interface Portion {
  readonly pages: number;
  readonly subjects: number;
}

const USUAL: Portion = { pages: 300, subjects: 1_000 };
const JOB = "expire-values";

/**
 * Purges values and events past their time, once a day through all subjects: a bounded portion a run, the next run goes
 * on where the last one stopped. They are not read past their time in any case. Answers how many subjects it took
 * something from.
 */
export async function expireValues(platform: Platform, now: number, portion: Portion = USUAL): Promise<number> {
  const databases = allDatabases(platform.env);
  const known = await readJob(platform.env.DB, JOB);
  const [day = "", name = "", after = ""] = (known?.cursor ?? "").split("|");
  const isDone = name === "";
  if (isDone && day === dayOf(now)) return 0;
  const first = isDone ? 0 : databases.findIndex((database) => database.name === name);
  let place = { day: isDone ? dayOf(now) : day, index: Math.max(first, 0), after: isDone ? "" : after };
  let purged = 0;
  for (let page = 0; page < portion.pages && place.index < databases.length; page++) {
    const database = databases[place.index];
    if (!database) break;
    const { last, subjects, copies } = await findExpired(database.db, place.after, now, portion.subjects);
    await expire(platform, database.name, "expired", subjects, now);
    await expire(platform, database.name, "expired-copies", copies, now);
    purged += subjects.length;
    place = last === null ? { ...place, index: place.index + 1, after: "" } : { ...place, after: last };
    const done = (isDone ? 0 : (known?.done ?? 0)) + purged;
    await writeJob(platform.env.DB, JOB, `${place.day}|${databases[place.index]?.name ?? ""}|${place.after}`, done, now);
  }
  return purged;
}

async function expire(
  platform: Platform,
  database: string,
  kind: "expired" | "expired-copies",
  subjects: readonly SubjectId[],
  now: number,
): Promise<void> {
  for (const [bucket, own] of Map.groupBy(subjects, bucketOf)) {
    const shard = await shardOfBucket(platform.env, bucket);
    // What a bucket left behind when it moved is not ours to change.
    if (shard.binding !== database) continue;
    const detail = { subjects: own.length, copies: kind === "expired-copies" };
    const audit = { at: now, actor: "system:expire-values", action: "profile.expire", target: `bucket:${bucket}`, detail };
    const written = await commit(shard, { kind: "purge", step: { kind, subjects: own, now } }, audit);
    if (written.ok || written.error === "conflict") continue;
    if (written.error === "moved") forgetShards();
    throw new Error(`values of bucket ${bucket} could not be purged: ${written.error}`);
  }
}
