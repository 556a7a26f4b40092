import type { Platform } from "../../storage/platform.ts";
import { bucketOf } from "../../core/kernel/ids.ts";
import { listDue, writeExpiry } from "../../storage/points.ts";
import { allDatabases, shardOfBucket } from "../../storage/shards.ts";

const AT_ONCE = 500;
const MOST_PAGES = 40;

/** Takes off points past their time where nobody has moved any since; a bounded number a run, the next one goes on. */
export async function expirePoints(platform: Platform, now: number): Promise<void> {
  for (const { db, name } of allDatabases(platform.env)) {
    let after = "";
    for (let page = 0; page < MOST_PAGES; page++) {
      const due = await listDue(db, after, now, AT_ONCE);
      for (const { subject, scheme } of due) {
        const shard = await shardOfBucket(platform.env, bucketOf(subject));
        if (shard.binding === name) await writeExpiry(shard, { subject, scheme, at: now });
      }
      after = due.at(-1)?.subject ?? "";
      if (due.length < AT_ONCE) break;
    }
  }
}
