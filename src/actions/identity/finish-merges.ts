import { listUnfinished, type Merge } from "../../storage/merge.ts";
import type { Platform } from "../../storage/platform.ts";
import { allDatabases } from "../../storage/shards.ts";
import type { Call } from "../call.ts";
import { mergeSubjects } from "./merge-subjects.ts";
import { unmergeSubjects } from "./unmerge-subjects.ts";

/** A merge is given this long before it counts as cut off. */
const PATIENCE_MS = 60_000;
const MOST = 100;

/** Goes on with merges and unmerges that were cut off; answers how many came to their end. A step taken twice changes nothing. */
export async function finishMerges(platform: Platform, callsFor: () => Promise<readonly Call[]>, now: number): Promise<number> {
  let done = 0;
  for (const { db } of allDatabases(platform.env)) {
    const unfinished = await listUnfinished(db, now - PATIENCE_MS, MOST);
    const calls = unfinished.length > 0 ? await callsFor() : [];
    for (const merge of unfinished) if (await finishOne(calls, merge)) done += 1;
  }
  return done;
}

/** The call of the controller both belong to is the one that is not refused. */
async function finishOne(calls: readonly Call[], merge: Merge): Promise<boolean> {
  for (const call of calls) {
    const finished = merge.stage === "intended" ? await mergeSubjects(call, merge) : await unmergeSubjects(call, merge.root, merge.child);
    if (finished.ok) return true;
  }
  return false;
}
