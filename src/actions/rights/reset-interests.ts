import type { SubjectId } from "../../core/kernel/ids.ts";
import { withoutInterests } from "../../core/rights/without-interests.ts";
import { commit, type Change } from "../../storage/commit.ts";
import { readCopies } from "../../storage/purge.ts";
import { readSubject } from "../../storage/register.ts";
import { forgetShards, shardOf, whereItIs } from "../../storage/shards.ts";
import { Unavailable } from "../../storage/within.ts";
import { actorName, type Call } from "../call.ts";
import type { Issued } from "../consent/issue-pass.ts";
import type { Visitor } from "../consent/open-visitor.ts";
import { readRoot } from "../consent/read-root.ts";
import { renewPass } from "../consent/renew-pass.ts";
import { readFamily } from "../identity/read-family.ts";

const WAIT_MS = 2_000;
const MOST_TRIES = 5;

/**
 * Forgets what was observed of a person or worked out about them, and what they were shown lately, in each of their records;
 * what they told themselves, their choices and what they earned stay. Events still on their way count no more. Answers the
 * pass without it. Throws `Unavailable`.
 */
export async function resetInterests(call: Call, visitor: Visitor, subject: SubjectId): Promise<Issued | null> {
  const { env } = call.platform;
  const { root } = await readRoot(env, subject, [], WAIT_MS);
  for (const own of (await readFamily(env, root)).subjects) {
    await resetProfile(call, own);
    for (const { id, attributes } of await whereItIs(async () => readCopies(await shardOf(env, own), own)))
      await write(call, own, { kind: "purge", step: { kind: "copy", root: own, id, attributes: withoutInterests(attributes) } });
  }
  return renewPass(call, visitor, WAIT_MS);
}

async function resetProfile(call: Call, subject: SubjectId): Promise<void> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const { profile } = await whereItIs(async () => readSubject(await shardOf(call.platform.env, subject), subject, [], WAIT_MS));
    if (!profile) return;
    const { version: expected, attributes } = profile;
    const step = { kind: "reset", subject, left: withoutInterests(attributes), expected, at: call.now } as const;
    if (await write(call, subject, { kind: "erase", step })) return;
  }
  throw new Unavailable("a profile could not be reset");
}

/** False where somebody else wrote in between. */
async function write(call: Call, subject: SubjectId, change: Change): Promise<boolean> {
  const audit = { at: call.now, actor: actorName(call.actor), action: "profile.reset", target: subject, detail: {} };
  const written = await commit(await shardOf(call.platform.env, subject), change, audit);
  if (written.ok) return true;
  if (written.error === "moved") forgetShards();
  if (written.error !== "conflict" && written.error !== "moved") throw new Unavailable(`a reset could not be written: ${written.error}`);
  return false;
}
