import { commit, type Audit } from "../../storage/commit.ts";
import type { PointsStep } from "../../storage/points.ts";
import { shardOf } from "../../storage/shards.ts";
import type { Call } from "../call.ts";
import { readRoot } from "../consent/read-root.ts";
import { findEntry } from "./find-entry.ts";

const WAIT_MS = 2_000;

/**
 * Credits points once, under their id: to the record, or where that became another's before it was credited, to that one.
 * False when it must be tried again. Throws `Unavailable`.
 */
export async function keepPoints(call: Call, step: PointsStep, audit: Audit): Promise<boolean> {
  const { env } = call.platform;
  const written = await commit(await shardOf(env, step.subject), { kind: "points", step }, audit);
  if (written.ok || written.error !== "conflict") return written.ok;
  if ((await findEntry(call, step, step.id)).entry) return true;
  const { root } = await readRoot(env, step.subject, [], WAIT_MS);
  return root !== step.subject && keepPoints(call, { ...step, subject: root }, audit);
}
