import type { Context } from "hono";
import { replayGone } from "../../actions/rights/replay-gone.ts";
import { callsOfControllers } from "../../actions/calls-of-controllers.ts";
import { moveBucket, type MoveRefusal } from "../../actions/shards/move-bucket.ts";
import { countBuckets, listMoves, type BucketMove } from "../../storage/bucket-move.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openKey } from "../open-call.ts";
import { invalid, Problem } from "../problem.ts";
import { objectAt, optionalTextAt, readJson, textAt } from "../validate.ts";

/** What one request does of a move: it is asked again until the move is done. */
const STEPS = 20;

/** GET /v1/shards: how many buckets each database has, and which are on their way. Needs the scope `shards`. */
export async function shardsRoute(c: Context<App>): Promise<Response> {
  await openKey(c, "shards");
  const moves = await listMoves(c.env.DB);
  return answer(c, { databases: await countBuckets(c.env.DB), moves: moves.map(shown) });
}

/** POST /v1/shards/move: moves a bucket to another database, or goes on with it. Needs the scope `shards`. */
export async function moveBucketRoute(c: Context<App>): Promise<Response> {
  const { platform, actor, now } = await openKey(c, "shards");
  const fields = objectAt(await readJson(c.req.raw), "", ["bucket", "binding"]);
  const bucket = bucketAt(fields["bucket"]);
  const moved = await moveBucket(platform, { actor, now }, { bucket, target: textAt(fields["binding"], "binding", 20) }, STEPS);
  if (!moved.ok) throw problemOf(moved.error);
  return answer(c, shown(moved.value));
}

/** What one request goes through of a replay: it is asked again with `next` until that is null. */
const REPLAYED = 100;

/** POST /v1/shards/replay: erases and withdraws again what an older copy brought back. Needs the scope `shards`. */
export async function replayRoute(c: Context<App>): Promise<Response> {
  const { platform, actor, now } = await openKey(c, "shards");
  const fields = objectAt(await readJson(c.req.raw), "", ["database", "after"]);
  const database = optionalTextAt(fields["database"], "database", 20) ?? "DB";
  const after = fields["after"] === "" ? "" : (optionalTextAt(fields["after"], "after", 40) ?? "");
  const calls = await callsOfControllers(platform, now, actor);
  const replayed = await replayGone(platform, async (controller) => calls.get(controller) ?? null, { database, after }, REPLAYED);
  if (!replayed) throw invalid("database", "bound", "must be a database of this Worker");
  return answer(c, replayed);
}

function shown({ bucket, source, target, stage, copied }: BucketMove): object {
  return { bucket, from: source, to: target, stage, copied, done: stage === "done" };
}

function bucketAt(value: unknown): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > 255)
    throw invalid("bucket", "range", "must be a whole number from 0 to 255");
  return value;
}

function problemOf(refused: MoveRefusal): Problem {
  switch (refused.kind) {
    case "unknown-binding":
      return invalid("binding", "bound", "must be a database of this Worker");
    case "already":
      return invalid("binding", "elsewhere", "must not be where the bucket is already");
    case "under-way":
      return invalid("binding", "under-way", `must be ${refused.target}: the bucket is on its way there`);
    case "differs":
      return new Problem("unavailable", [{ field: "bucket", rule: "differs", detail: `must arrive as it was sent: ${refused.owner}` }]);
  }
}
