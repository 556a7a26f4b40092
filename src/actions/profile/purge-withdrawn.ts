import type { Permit } from "../../core/consent/permit.ts";
import { ruleById } from "../../core/consent/resolve-rule.ts";
import { sourceIn } from "../../core/consent/source-choice.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { usableFor } from "../../core/profile/ceiling.ts";
import { endedEvents, outlasting, type Purge } from "../../core/profile/purge.ts";
import { keptTrials, mayStick } from "../../core/targeting/trial.ts";
import { commit } from "../../storage/commit.ts";
import type { Platform } from "../../storage/platform.ts";
import { listPurges, readCopies, readStoredEvents, type PurgeStep, type Waiting } from "../../storage/purge.ts";
import { readSubject, type Registered } from "../../storage/register.ts";
import { allDatabases, forgetShards, shardOf } from "../../storage/shards.ts";
import { permitOf, type Call } from "../call.ts";
import { readRoot } from "../consent/read-root.ts";

type CallFor = (controller: string) => Promise<Call | null>;

const WAIT_MS = 5_000;
const USUAL = { chunks: 20, notes: 100 };
const EVENTS = 1_000;
const MOST_TRIES = 5;
/** Records may have been merged on; a longer way than this is a circle. */
const MOST_STEPS = 8;

/**
 * Does the purges that withdrawals left: takes from each subject what only the purposes justified that ended. Each step
 * may be taken again, and the note is deleted after the last one, so that a run that is cut off is taken up by the next.
 * Answers how many were done.
 */
export async function purgeWithdrawn(platform: Platform, callFor: CallFor, portion = USUAL): Promise<number> {
  let done = 0;
  const failures: unknown[] = [];
  for (const { db } of allDatabases(platform.env)) {
    let after = "";
    for (let chunk = 0; chunk < portion.chunks; chunk++) {
      const waiting = await listPurges(db, after, portion.notes);
      for (const ofSubject of Map.groupBy(waiting, (item) => item.subject).values()) {
        // One that fails waits for the next run, and keeps nobody else waiting.
        const purged = await purgeSubject(platform, callFor, ofSubject).catch((error: unknown) => void failures.push(error));
        if (purged === true) done += ofSubject.length;
      }
      if (waiting.length < portion.notes) break;
      after = waiting.at(-1)?.subject ?? "";
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} purges failed`);
  return done;
}

/** False where nobody answers for the subject any more. */
async function purgeSubject(platform: Platform, callFor: CallFor, waiting: readonly Waiting[]): Promise<boolean> {
  const [first] = waiting;
  if (!first) return true;
  const { registered, root } = await readRoot(platform.env, first.subject, [], WAIT_MS);
  const call = registered && (await callFor(registered.controller));
  if (!registered || !call) return false;
  const permit = permitBy(call, registered);
  await purgeRecord(call, first.subject, waiting, permit, MOST_STEPS);
  if (root !== first.subject) await purgeCopiesAbove(call, first.subject, waiting, permit);
  for (const { subject, id } of waiting) await write(call, subject, { kind: "done", subject, id });
  return true;
}

function permitBy(call: Call, { state }: Registered): Permit {
  const rule = ruleById(state.rule) ?? call.rule;
  return permitOf({ ...call, rule }, { state, live: true, known: true, erased: false });
}

/** What was decided may rest on whatever a source sent: once it is disconnected, none of it is kept. */
function withDecisions({ program }: Call, purge: Purge): Purge {
  const isOfSource = purge.purposes.some((purpose) => sourceIn(purpose) !== null);
  return isOfSource ? { ...purge, purposes: program.compiled.purposes.map(({ key }) => key) } : purge;
}

/** A record, what was copied of those merged to it, and those themselves. */
async function purgeRecord(call: Call, subject: SubjectId, purges: readonly Purge[], permit: Permit, steps: number): Promise<void> {
  await purgeProfile(call, subject, purges, permit);
  for (const purge of purges) await write(call, subject, { kind: "decisions", subject, purge: withDecisions(call, purge) });
  for (const purge of purges) {
    await write(call, subject, { kind: "brought", subject, purge });
    await write(call, subject, { kind: "asked", subject, purge });
    await write(call, subject, { kind: "report", subject, purge });
  }
  await purgeEvents(call, subject, purges, permit);
  if (!mayStick(call.program, permit.mask)) await write(call, subject, { kind: "pressure", subject });
  for (const copy of await readCopies(await shardOf(call.platform.env, subject), subject)) {
    await purgeCopy(call, subject, copy, purges, permit);
    if (steps > 0) await purgeRecord(call, copy.child, purges, permit, steps - 1);
  }
}

async function purgeProfile(call: Call, subject: SubjectId, purges: readonly Purge[], permit: Permit): Promise<void> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const { profile } = await readSubject(await shardOf(call.platform.env, subject), subject, [], WAIT_MS);
    const attributes = profile && outlasting(call.program, profile.attributes, purges, permit, call.now);
    if (!profile || !attributes) return;
    const trials = keptTrials(call.program, profile.trials, usableFor(call.program, permit, "observed"));
    if (JSON.stringify([attributes, trials]) === JSON.stringify([profile.attributes, profile.trials])) return;
    if (await write(call, subject, { kind: "profile", subject, attributes, trials, expected: profile.version })) return;
  }
  throw new Error("a profile could not be purged");
}

async function purgeEvents(call: Call, subject: SubjectId, purges: readonly Purge[], permit: Permit): Promise<void> {
  let after = "";
  for (;;) {
    const events = await readStoredEvents(await shardOf(call.platform.env, subject), subject, after, EVENTS);
    const { gone, sooner } = endedEvents(call.program, events, purges, permit, call.now);
    if (sooner.length > 0) await write(call, subject, { kind: "sooner", subject, events: sooner });
    if (gone.length > 0) await write(call, subject, { kind: "gone", subject, events: gone });
    if (events.length < EVENTS) return;
    after = events.at(-1)?.id ?? "";
  }
}

type Copy = Awaited<ReturnType<typeof readCopies>>[number];

async function purgeCopy(call: Call, root: SubjectId, copy: Copy, purges: readonly Purge[], permit: Permit): Promise<void> {
  const attributes = outlasting(call.program, copy.attributes, purges, permit, call.now);
  if (JSON.stringify(attributes) !== JSON.stringify(copy.attributes))
    await write(call, root, { kind: "copy", root, id: copy.id, attributes });
}

/** A subject that was merged on since it withdrew: what its roots copied of it. */
async function purgeCopiesAbove(call: Call, subject: SubjectId, purges: readonly Purge[], permit: Permit): Promise<void> {
  let child = subject;
  for (let step = 0; step < MOST_STEPS; step++) {
    const { root } = await readSubject(await shardOf(call.platform.env, child), child, [], WAIT_MS);
    if (root === null) return;
    const copies = await readCopies(await shardOf(call.platform.env, root), root);
    for (const copy of copies.filter((item) => item.child === child)) await purgeCopy(call, root, copy, purges, permit);
    child = root;
  }
}

/** False when somebody else wrote in between. Throws when it must be tried again later. */
async function write(call: Call, subject: SubjectId, step: PurgeStep): Promise<boolean> {
  const detail = "events" in step ? { step: step.kind, events: step.events.length } : { step: step.kind };
  const audit = { at: call.now, actor: "system:purge-withdrawn", action: "profile.purge", target: subject, detail };
  const written = await commit(await shardOf(call.platform.env, subject), { kind: "purge", step }, audit);
  if (written.ok) return true;
  if (written.error === "moved") forgetShards();
  if (written.error !== "conflict") throw new Error(`a purge could not be written: ${written.error}`);
  return false;
}
