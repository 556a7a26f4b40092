import type { SubjectId } from "../../core/kernel/ids.ts";
import { mergeValues } from "../../core/profile/values.ts";
import { commit } from "../../storage/commit.ts";
import { readMerge, type Merge } from "../../storage/merge.ts";
import { readSubject, type Read } from "../../storage/register.ts";
import { shardOf } from "../../storage/shards.ts";
import { actorName, type Call } from "../call.ts";
import { joinAsked } from "../exchange/join-asked.ts";
import { joinPoints } from "../exchange/join-points.ts";
import { usable } from "../consent/read-held.ts";
import { joinPressures } from "./join-pressures.ts";
import { joinInto } from "./join-trials.ts";

const WAIT_MS = 2_000;
/** Records merged on and on; a longer way than this is a circle. */
const MOST_STEPS = 8;

/**
 * Ends a merge whose two records have one root by now. Where it was this merge that pointed the record there, the root
 * takes its attributes over, and so does every root that one was merged on to; where another was faster, it never came
 * about. False when it must be tried again. Throws `Unavailable`.
 */
export async function settleMerge(call: Call, root: SubjectId, id: string): Promise<boolean> {
  const merge = await readMerge((await shardOf(call.platform.env, root)).db, root, { id }, WAIT_MS);
  if (merge?.stage !== "intended") return true;
  const child = await readRecord(call, merge.child);
  if (child.root !== root || child.via !== id) return moveOn(call, { ...merge, stage: "unmerged" });
  await joinPressures(call, merge);
  return (
    (await joinInto(call, root, merge.child)) && (await joinAsked(call, merge)) && (await joinPoints(call, merge)) && takeOver(call, merge)
  );
}

/** What was counted until the record was pointed on is in it; from then on it changes no more. */
async function takeOver(call: Call, merge: Merge): Promise<boolean> {
  let next: Merge | null = merge;
  for (let step = 0; next !== null && step < MOST_STEPS; step++) {
    const attributes = copyOf(call, await readRecord(call, next.child));
    if (!(await moveOn(call, { ...next, attributes, stage: "merged" }))) return false;
    next = await mergeAbove(call, next.root);
  }
  return true;
}

/** What a root takes over of a record: all it knows, but nothing that a refusal ended and that only waits to be purged. */
export function copyOf(call: Call, { profile, merged, registered, purges }: Pick<Read, "profile" | "merged" | "registered" | "purges">) {
  const records = [profile?.attributes ?? {}, ...merged];
  return mergeValues(
    call.program,
    records.map((values) => usable(call, values, registered?.state ?? null, purges)),
  );
}

/** The merge that took this root on to another; one still under way copies what it needs when it ends. */
async function mergeAbove(call: Call, child: SubjectId): Promise<Merge | null> {
  const { root, via } = await readRecord(call, child);
  if (root === null || via === null) return null;
  const above = await readMerge((await shardOf(call.platform.env, root)).db, root, { id: via }, WAIT_MS);
  return above?.stage === "merged" ? above : null;
}

async function moveOn(call: Call, merge: Merge): Promise<boolean> {
  const audit = { at: call.now, actor: actorName(call.actor), action: "identity.merge", target: merge.root, detail: { merge: merge.id } };
  const moved = await commit(await shardOf(call.platform.env, merge.root), { kind: "merge-stage", merge }, audit);
  return moved.ok || moved.error === "conflict";
}

async function readRecord(call: Call, subject: SubjectId) {
  return readSubject(await shardOf(call.platform.env, subject), subject, [], WAIT_MS);
}
