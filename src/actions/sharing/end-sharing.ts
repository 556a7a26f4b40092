import type { SubjectId } from "../../core/kernel/ids.ts";
import { DAY } from "../../core/kernel/instant.ts";
import { commit } from "../../storage/commit.ts";
import type { Platform } from "../../storage/platform.ts";
import { endPast, findShared } from "../../storage/shared.ts";
import { forgetShards, shardOf } from "../../storage/shards.ts";
import { actorName, type Call } from "../call.ts";
import type { Visitor } from "../consent/open-visitor.ts";
import { readRoot } from "../consent/read-root.ts";
import { readFamily } from "../identity/read-family.ts";

const WAIT_MS = 2_000;
const MOST_TRIES = 3;
/** The person sees for as long what they shared. */
const KEPT = 30 * DAY;

/** Ends what the person in this browser's pass shares; to end it again changes nothing. `unknown`: it is not theirs. Throws `Unavailable`. */
export async function endSharing(call: Call, { pass }: Visitor, id: string): Promise<"ended" | "unknown" | "unavailable"> {
  const { env } = call.platform;
  const shared = await findShared(env, id);
  if (!shared || !(await isOf(call, shared.subject, pass?.subject))) return "unknown";
  const { subject } = shared;
  const audit = { at: call.now, actor: actorName(call.actor), action: "sharing.end", target: subject, detail: { id } };
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const change = { kind: "served", step: { kind: "end", subject, id, at: call.now } } as const;
    const written = await commit(await shardOf(env, subject), change, audit);
    if (written.ok || written.error === "conflict") return "ended";
    if (written.error !== "moved") break;
    forgetShards();
  }
  return "unavailable";
}

/** True where a record is one of those of the person in a pass. */
async function isOf({ platform: { env } }: Call, subject: SubjectId, own: SubjectId | null | undefined): Promise<boolean> {
  if (!own) return false;
  const { root } = await readRoot(env, own, [], WAIT_MS);
  return (await readFamily(env, root)).subjects.includes(subject);
}

/** Ends what is past its time, and forgets what ended long ago. */
export async function endPastSharing(platform: Platform, now: number): Promise<void> {
  await endPast(platform.env, now, now - KEPT);
}
