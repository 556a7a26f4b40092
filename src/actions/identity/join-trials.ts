import type { SubjectId } from "../../core/kernel/ids.ts";
import { usableFor } from "../../core/profile/ceiling.ts";
import { joinTrials, partTrials } from "../../core/targeting/join.ts";
import { sumsChanged } from "../../core/targeting/trial-sums.ts";
import { keptTrials, type Trials } from "../../core/targeting/trial.ts";
import { commit, type Change } from "../../storage/commit.ts";
import { readSubject } from "../../storage/register.ts";
import { forgetShards, shardOf, type Shard } from "../../storage/shards.ts";
import { readTogether, type Together } from "../../storage/subjects.ts";
import { actorName, type Call } from "../call.ts";
import { foldOnto } from "../events/fold-onto.ts";
import { permitOfRegister } from "../gate-message.ts";

const WAIT_MS = 2_000;
const MOST_TRIES = 4;

/**
 * Joins the experiments a record was shown to those of its root, and takes the record out of the sums. May be taken again;
 * false when it must be. Throws `Unavailable`.
 */
export async function joinInto(call: Call, root: SubjectId, child: SubjectId): Promise<boolean> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const [at, shard] = [await readAt(call, root), await shardOf(call.platform.env, child)];
    const { profile } = await readSubject(shard, child, [], WAIT_MS);
    if (!at || !profile || Object.keys(profile.trials).length === 0) return true;
    const joined = joinTrials(at.profile?.trials ?? {}, profile.trials, child);
    const cells = sumsChanged(profile.trials, joined.child);
    const apart = { subject: child, trials: joined.child, sums: { program: call.program.compiled.key, cells }, expected: profile.version };
    const isDone = JSON.stringify(joined.child) === JSON.stringify(profile.trials);
    if ((await writeAt(call, at, joined.root)) && (isDone || (await write(call, shard, child, { kind: "trials", apart })))) return true;
  }
  return false;
}

/** Leaves a record that parts from its root the variants it was shown there. May be taken again; false when it must be. Throws `Unavailable`. */
export async function partFrom(call: Call, root: SubjectId, child: SubjectId): Promise<boolean> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const [of, own] = [await readAt(call, root), await readAt(call, child)];
    if (!of?.profile || own?.root !== child) return true;
    if (await writeAt(call, own, partTrials(of.profile.trials, own.profile?.trials ?? {}))) return true;
  }
  return false;
}

async function readAt(call: Call, subject: SubjectId): Promise<Together | undefined> {
  return (await readTogether(call.platform.env, new Map([[subject, []]]), WAIT_MS)).get(subject);
}

/** Writes the trials of a record, of those only what it allows. */
async function writeAt(call: Call, at: Together, trials: Trials): Promise<boolean> {
  const permit = permitOfRegister(call, at.registered, "server");
  const kept = keptTrials(call.program, trials, usableFor(call.program, permit, "observed"));
  if (JSON.stringify(kept) === JSON.stringify(at.profile?.trials ?? {})) return true;
  const folded = { ...foldOnto(call, at, kept), events: [], attributes: at.profile?.attributes ?? {}, at: call.now };
  return write(call, at.shard, at.root, { kind: "events", folded });
}

async function write(call: Call, shard: Shard, target: SubjectId, change: Change): Promise<boolean> {
  const written = await commit(shard, change, { at: call.now, actor: actorName(call.actor), action: "profile.join", target, detail: {} });
  if (!written.ok && written.error === "moved") forgetShards();
  return written.ok;
}
