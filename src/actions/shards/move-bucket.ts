import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { databaseOf } from "../../storage/bindings.ts";
import { ownerOf } from "../../storage/bucket-owner.ts";
import { beginMove, readMove, type BucketMove } from "../../storage/bucket-move.ts";
import type { Platform } from "../../storage/platform.ts";
import { actorName, type Actor } from "../call.ts";
import { takeStep, type StepRefusal } from "./move-step.ts";

/** `unknown-binding`: no such database. `under-way`: the bucket is on its way elsewhere. `already`: it is there. */
export type MoveRefusal =
  | StepRefusal
  | { readonly kind: "unknown-binding" | "already" }
  | { readonly kind: "under-way"; readonly target: string };

export interface MoveWanted {
  readonly bucket: number;
  readonly target: string;
}

/**
 * Moves a bucket to another database, or goes on with a move that was begun, by so many steps. It is copied while it is
 * used and compared; then it is fenced for the moment in which the rest is copied and the map is flipped. Whatever is
 * cut off is taken up by the next call or the hourly job. Throws `Unavailable`.
 */
export async function moveBucket(
  platform: Platform,
  by: { readonly actor: Actor; readonly now: number },
  { bucket, target }: MoveWanted,
  steps: number,
): Promise<Result<BucketMove, MoveRefusal>> {
  const first = platform.env.DB;
  if (!databaseOf(platform.env, target)) return refuse({ kind: "unknown-binding" });
  const before = await readMove(first, bucket);
  if (!before || before.stage === "done") {
    const owner = await ownerOf(first, bucket);
    if (owner.binding === target) return before?.target === target ? ok(before) : refuse({ kind: "already" });
    const move = { bucket, source: owner.binding, target, epoch: owner.epoch + 1 };
    await beginMove(first, move, { actor: actorName(by.actor), now: by.now });
  }
  return goOn(platform, { bucket, target }, by.now, steps);
}

async function goOn(
  platform: Platform,
  { bucket, target }: MoveWanted,
  now: number,
  steps: number,
): Promise<Result<BucketMove, MoveRefusal>> {
  for (let step = 0; ; step++) {
    const move = await readMove(platform.env.DB, bucket);
    if (!move) return refuse({ kind: "already" });
    if (move.target !== target) return refuse({ kind: "under-way", target: move.target });
    if (move.stage === "done" || step >= steps) return ok(move);
    const taken = await takeStep(platform, move, now);
    if (!taken.ok) return taken;
    if (taken.value === "wait") return ok(move);
  }
}
