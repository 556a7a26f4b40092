import type { BucketMove } from "../../storage/bucket-move.ts";
import type { Platform } from "../../storage/platform.ts";

/** What a step works on. */
export interface Under {
  readonly platform: Platform;
  readonly move: BucketMove;
  readonly source: D1Database;
  readonly target: D1Database;
  readonly now: number;
}
