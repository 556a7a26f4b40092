import { listMoves } from "../../storage/bucket-move.ts";
import type { Platform } from "../../storage/platform.ts";
import { moveBucket } from "./move-bucket.ts";

const MOST_STEPS = 200;

/** Goes on with moves of buckets that were begun; answers how many came to their end. */
export async function finishMoves(platform: Platform, now: number): Promise<number> {
  let done = 0;
  for (const { bucket, target } of await listMoves(platform.env.DB)) {
    const by = { actor: { kind: "system", job: "finish-moves" }, now } as const;
    const moved = await moveBucket(platform, by, { bucket, target }, MOST_STEPS);
    if (moved.ok && moved.value.stage === "done") done += 1;
  }
  return done;
}
