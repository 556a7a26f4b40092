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
  const start = startOf(await readJob(platform.env.DB, JOB), dayOf(now));
  let place = { index: databases.findIndex(({ name }) => name === start.database), after: start.after };
  let purged = 0;
  for (let page = 0; page < portion.pages; page++) {
    const database = databases[place.index];
    if (!database) break;
    const { last, subjects, copies } = await findExpired(database.db, place.after, now, portion.subjects);
    await expire(platform, database.name, "expired", subjects, now);
    await expire(platform, database.name, "expired-copies", copies, now);
    purged += subjects.length;
    place = last === null ? { index: place.index + 1, after: "" } : { ...place, after: last };
    const cursor = `${start.day}|${databases[place.index]?.name ?? DONE}|${place.after}`;
    await writeJob(platform.env.DB, JOB, cursor, start.done + purged, now);
  }
  return purged;
}

/** In the place of a database: the day is through. */
const DONE = "-";

/** Where a run begins: where the last one stopped, with the first database once a day, and nowhere when the day is through. */
function startOf(known: Awaited<ReturnType<typeof readJob>>, today: string) {
  const [day = "", database = DONE, after = ""] = (known?.cursor ?? "").split("|");
  if (database === DONE && day !== today) return { day: today, database: "DB", after: "", done: 0 };
  return { day, database, after, done: known?.done ?? 0 };
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
