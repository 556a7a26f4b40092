import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { databaseOf } from "../../storage/bindings.ts";
import { clearOwners, copyOwners, countBucket, listOwners } from "../../storage/bucket-copy.ts";
import { advanceMove, type BucketMove } from "../../storage/bucket-move.ts";
import { claimBucket, fenceBucket, handOver, lastAudit, unfenceBucket } from "../../storage/bucket-owner.ts";
import { forgetChanges, readChanges, unwatchBucket, watchBucket } from "../../storage/bucket-watch.ts";
import { forgetJobs } from "../../storage/job.ts";
import type { Platform } from "../../storage/platform.ts";
import { forgetShards } from "../../storage/shards.ts";
import { Unavailable } from "../../storage/within.ts";
import { differing } from "./compare-owners.ts";
import { feedsHavePassed } from "./feeds.ts";
import type { Under } from "./under.ts";

/** `differs`: what arrived is not what was sent; the bucket stays where it was. */
export interface StepRefusal {
  readonly kind: "differs";
  readonly owner: string;
}

const PAGE = 50;

type Taken = Result<"on" | "wait", StepRefusal>;

/** Takes one bounded step of a move; a step taken twice, or by two at once, changes nothing more. Throws `Unavailable`. */
export async function takeStep(platform: Platform, move: BucketMove, now: number): Promise<Taken> {
  const [source, target] = [databaseOf(platform.env, move.source), databaseOf(platform.env, move.target)];
  if (!source || !target) throw new Unavailable("a database of this move is not bound");
  const under: Under = { platform, move, source, target, now };
  switch (move.stage) {
    case "copying":
      return copy(under);
    case "checking":
      return check(under);
    case "draining":
      return drainAndFence(under);
    case "fenced":
      return flip(under);
    case "flipped":
      return leave(under);
    case "clearing":
      return clear(under);
    case "done":
      return ok("wait");
  }
}

async function copy(under: Under): Promise<Taken> {
  const { move, source, target } = under;
  if (move.cursor === "") {
    await claimBucket(target, move.bucket, move.epoch);
    for (
      let left = await listOwners(target, move.bucket, "", PAGE);
      left.length > 0;
      left = await listOwners(target, move.bucket, "", PAGE)
    )
      await clearOwners(target, move, left);
    await watchBucket(source, move.bucket);
  }
  const owners = await listOwners(source, move.bucket, move.cursor, PAGE);
  await copyOwners(source, target, move, owners);
  const last = owners.at(-1);
  const copied = move.copied + owners.length;
  return on(under, last === undefined ? { stage: "checking", cursor: "" } : { cursor: last, copied });
}

/** Compares page by page. Whoever is written to meanwhile is copied again in any case. */
async function check(under: Under): Promise<Taken> {
  const { move, source } = under;
  const owners = await listOwners(source, move.bucket, move.cursor, PAGE);
  const wrong = await differing(under, owners);
  if (wrong !== null) return refuse({ kind: "differs", owner: wrong });
  const last = owners.at(-1);
  return on(under, last === undefined ? { stage: "draining", cursor: "" } : { cursor: last });
}

async function drainAndFence(under: Under): Promise<Taken> {
  const { move, source } = under;
  const drained = await drain(under);
  if (drained === PAGE) return ok("on");
  await fenceBucket(source, move.bucket, move.epoch - 1);
  return on(under, { stage: "fenced" });
}

/** Copies again whoever was written to; what is written while that is done stays noted. */
async function drain({ move, source, target }: Under): Promise<number> {
  const { owners, last, count } = await readChanges(source, move.bucket, PAGE);
  if (count === 0) return 0;
  await copyOwners(source, target, move, owners);
  await forgetChanges(source, move.bucket, last);
  return count;
}

/** Nothing is written to the bucket now: the rest is copied, counted, and handed over. */
async function flip(under: Under): Promise<Taken> {
  const { move, source, target, platform } = under;
  const { bucket, epoch } = move;
  if ((await drain(under)) > 0) return ok("on");
  const [there, here] = [await countBucket(source, bucket), await countBucket(target, bucket)];
  if (there.join() !== here.join()) {
    await unfenceBucket(source, bucket, epoch - 1);
    await on(under, { stage: "copying", cursor: "", copied: 0 });
    return refuse({ kind: "differs", owner: `${there.join()} and ${here.join()} rows` });
  }
  const feed = await lastAudit(source);
  await handOver(platform.env.DB, source, { db: target, name: move.target }, { bucket, before: epoch - 1, epoch });
  forgetShards();
  return on(under, { stage: "flipped", feed });
}

/** The bucket has left. What is read from the old database in its order, such as webhooks, comes this far first. */
async function leave(under: Under): Promise<Taken> {
  if (!(await feedsHavePassed(under))) return ok("wait");
  return on(under, { stage: "clearing", cursor: "" });
}

async function clear(under: Under): Promise<Taken> {
  const { move, source, platform } = under;
  const owners = await listOwners(source, move.bucket, "", PAGE);
  if (owners.length > 0) {
    await clearOwners(source, move, owners);
    return ok("on");
  }
  await unwatchBucket(source, move.bucket);
  // Identifiers may have come under an older pepper to a database whose own have all moved on.
  await forgetJobs(platform.env.DB, `move-identifiers:${move.target}:`);
  return on(under, { stage: "done" });
}

async function on({ platform, move, now }: Under, to: Partial<BucketMove>): Promise<Taken> {
  await advanceMove(platform.env.DB, move, { ...move, ...to }, now);
  return ok("on");
}
