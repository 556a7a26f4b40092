import { GENESIS } from "../../core/consent/ledger.ts";
import { mergeNone, unmergeDecisions } from "../../core/consent/merge.ts";
import { isNo, NOTHING_SAID, type ConsentState } from "../../core/consent/state.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { Purge } from "../../core/profile/purge.ts";
import { commit } from "../../storage/commit.ts";
import { readMerge, type Merge } from "../../storage/merge.ts";
import { readSubject, type Read } from "../../storage/register.ts";
import { shardOf } from "../../storage/shards.ts";
import { actorName, type Call } from "../call.ts";
import { appendRecord } from "../consent/append-record.ts";
import { partAsked } from "../exchange/join-asked.ts";
import { partPoints } from "../exchange/join-points.ts";
import { partFrom } from "./join-trials.ts";
import { keepKin } from "./keep-kin.ts";
import { mergeRecord, stepId } from "./merge-record.ts";

/** `not-merged`: the record stands by itself. `merged-on`: its root was merged into another since; that comes apart first. */
export type UnmergeRefusal = "not-merged" | "merged-on" | "other-controller" | "unavailable";

const WAIT_MS = 2_000;

/**
 * Takes a merge back. Each record has its own attributes again, exactly, and of its consent the stricter of what it held
 * at the merge and of all that was said since. Cut off, the hourly job goes on. Throws `Unavailable`.
 */
export async function unmergeSubjects(call: Call, root: SubjectId, child: SubjectId): Promise<Result<SubjectId, UnmergeRefusal>> {
  const shard = await shardOf(call.platform.env, root);
  const merge = await mergeOf(call, root, child);
  if (!merge) return refuse("not-merged");
  const held = await readSubject(shard, root, [], WAIT_MS);
  if (held.root !== null) return refuse("merged-on");
  if (held.registered && held.registered.controller !== call.program.site.controller) return refuse("other-controller");
  if (!(await part(call, merge, held))) return refuse("unavailable");
  await keepKin(call, root, child);
  return ok(child);
}

async function part(call: Call, merge: Merge, { registered, purges }: Pick<Read, "registered" | "purges">): Promise<boolean> {
  const since = registered?.state ?? NOTHING_SAID;
  return (
    (await begin(call, merge)) &&
    (await partPoints(call, merge)) &&
    (await release(call, merge, since, endedSince(merge, purges))) &&
    (await tighten(call, merge)) &&
    (await partFrom(call, merge.root, merge.child)) &&
    (await partAsked(call, merge)) &&
    (await restore(call, merge, registered))
  );
}

/** The merge that holds. A record that was released before it was cut off points nowhere any more. */
async function mergeOf(call: Call, root: SubjectId, child: SubjectId): Promise<Merge | null> {
  const { root: pointed, via } = await readSubject(await shardOf(call.platform.env, child), child, [], WAIT_MS);
  const by = pointed === root && via !== null ? { id: via } : { child };
  return readMerge((await shardOf(call.platform.env, root)).db, root, by, WAIT_MS);
}

/** From here on the root no longer uses what was merged into it. */
async function begin(call: Call, merge: Merge): Promise<boolean> {
  const audit = { at: call.now, actor: actorName(call.actor), action: "identity.unmerge", target: merge.root, detail: { merge: merge.id } };
  const shard = await shardOf(call.platform.env, merge.root);
  const moved = await commit(shard, { kind: "merge-stage", merge: { ...merge, stage: "unmerging" } }, audit);
  return moved.ok || moved.error === "conflict";
}

/** The record stands by itself again, no freer than its root is. */
async function release(call: Call, merge: Merge, since: ConsentState, ends: readonly string[]): Promise<boolean> {
  const shard = await shardOf(call.platform.env, merge.child);
  const { root, registered } = await readSubject(shard, merge.child, [], WAIT_MS);
  if (root === null) return true;
  const written = await appendRecord(call, {
    subject: merge.child,
    id: await stepId(merge, "released"),
    carried: { ...NOTHING_SAID, version: since.version },
    unheard: [],
    held: registered ?? { version: 0, head: GENESIS, state: NOTHING_SAID },
    once: true,
    ends,
    record: (before) => mergeRecord(call, merge, "unmerge", before, leftOf(merge.frozen.child, since, call.now)),
    beside: () => ({ kind: "alias", merge, isMerged: false }),
  });
  return written.ok || written.error === "settled";
}

/** What was refused at the root while the record was let go was said of both: it holds for the record, too. */
async function tighten(call: Call, merge: Merge): Promise<boolean> {
  const { env } = call.platform;
  const [root, child] = await Promise.all(
    [merge.root, merge.child].map(async (subject) => (await readSubject(await shardOf(env, subject), subject, [], WAIT_MS)).registered),
  );
  if (!root || !child) return true;
  const refused = Object.entries(root.state.decisions).filter(([key, said]) => isNo(said) && !isNo(child.state.decisions[key] ?? null));
  const noes = Object.fromEntries(refused);
  if (refused.length === 0) return true;
  const written = await appendRecord(call, {
    subject: merge.child,
    id: await stepId(merge, "tightened", root.version),
    carried: NOTHING_SAID,
    unheard: [],
    held: child,
    once: false,
    ends: Object.keys(noes),
    record: (before) => mergeRecord(call, merge, "unmerge", before, { decisions: noes, none: mergeNone(before, root.state), age: null }),
  });
  return written.ok || written.error === "settled";
}

/** Purposes that the person ended while they were one, and whose purge has not come to this record yet. */
function endedSince(merge: Merge, purges: readonly Purge[]): readonly string[] {
  return [...new Set(purges.filter(({ at }) => at >= merge.at).flatMap(({ purposes }) => purposes))];
}

async function restore(
  call: Call,
  merge: Merge,
  registered: { readonly version: number; readonly head: string; readonly state: ConsentState } | null,
): Promise<boolean> {
  const written = await appendRecord(call, {
    subject: merge.root,
    id: await stepId(merge, "restored"),
    carried: NOTHING_SAID,
    unheard: [],
    held: registered ?? { version: 0, head: GENESIS, state: NOTHING_SAID },
    once: false,
    record: (before) => mergeRecord(call, merge, "unmerge", before, leftOf(merge.frozen.root, before, call.now)),
    beside: () => ({ kind: "merge", merge: { ...merge, stage: "unmerged" } }),
  });
  return written.ok || written.error === "settled";
}

function leftOf(frozen: ConsentState, since: ConsentState, now: number) {
  const restricted = frozen.restricted || since.restricted ? ({ restricted: true } as const) : {};
  return { decisions: unmergeDecisions(frozen, since, now), none: mergeNone(frozen, since), age: null, ...restricted };
}
