import { mergeDecisions, mergeNone } from "../../core/consent/merge.ts";
import { GENESIS } from "../../core/consent/ledger.ts";
import { NOTHING_SAID, type ConsentState } from "../../core/consent/state.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { listUnder, readMerge, type Merge } from "../../storage/merge.ts";
import type { Call } from "../call.ts";
import { appendRecord } from "../consent/append-record.ts";
import { readRoot } from "../consent/read-root.ts";
import { keepKin } from "./keep-kin.ts";
import { mergeRecord, stepId } from "./merge-record.ts";
import { copyOf, settleMerge } from "./settle-merge.ts";
import { unmergeSubjects } from "./unmerge-subjects.ts";

/** Two subjects that are one person, who says so, and what they hold of it (a reference, never an identifier). */
export interface MergeWanted {
  readonly root: SubjectId;
  readonly child: SubjectId;
  readonly id: string;
  readonly source: string;
  readonly proof: string;
}

/**
 * `other-controller`: consent is to a controller, so what was said to two is never one. `merged-before`: this merge was taken
 * back. `erased`: one of the two is nobody any more.
 */
export type MergeRefusal = "other-controller" | "merged-before" | "erased" | "unavailable";

const WAIT_MS = 2_000;
const MOST_TRIES = 4;

type RootRead = Awaited<ReturnType<typeof readRoot>>;

/**
 * Merges a record into its root. First the root is made as strict as both together, then the other record points at it:
 * cut off in between, nothing is allowed that either refused, and the hourly job goes on from there. Taking it again
 * under the same id changes nothing. Throws `Unavailable`.
 */
export async function mergeSubjects(
  call: Call,
  wanted: MergeWanted,
  path: readonly string[] = [],
): Promise<Result<SubjectId, MergeRefusal>> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const tried = await tryMerge(call, wanted, [...path, wanted.id]);
    if (tried !== "again") return tried;
  }
  return refuse("unavailable");
}

async function tryMerge(call: Call, wanted: MergeWanted, path: readonly string[]): Promise<Result<SubjectId, MergeRefusal> | "again"> {
  const { env } = call.platform;
  const [root, child] = [await readRoot(env, wanted.root, [], WAIT_MS), await readRoot(env, wanted.child, [], WAIT_MS)];
  if (root.root === child.root) return finish(call, root.root, wanted);
  const known = await readMerge(root.shard.db, root.root, { id: wanted.id }, WAIT_MS);
  const barred = barring(call, root, child, known);
  if (barred) return refuse(barred);
  const ended = await endUnder(call, child, root.root, path);
  if (ended !== "nothing") return ended === "ended" ? "again" : refuse("unavailable");
  const merge = await intend(call, wanted, root, child, known);
  const pointed = merge ? await point(call, merge, child) : "changed";
  if (pointed !== "done") return pointed === "changed" ? "again" : refuse("unavailable");
  return finish(call, (await readRoot(env, wanted.root, [], WAIT_MS)).root, wanted);
}

function barring(call: Call, root: RootRead, child: RootRead, known: Merge | null): "other-controller" | "erased" | "merged-before" | null {
  const registers = [root.registered, child.registered];
  if (registers.some((held) => held && held.controller !== call.program.site.controller)) return "other-controller";
  if (registers.some((held) => held?.state.erased)) return "erased";
  return known && known.stage !== "intended" ? "merged-before" : null;
}

/** The root as strict as both, with the intention beside it; null when it must be read again. */
async function intend(call: Call, wanted: MergeWanted, root: RootRead, child: RootRead, known: Merge | null): Promise<Merge | null> {
  const childState = child.registered?.state ?? NOTHING_SAID;
  const mergeOn = (before: ConsentState): Merge => ({
    ...wanted,
    root: root.root,
    child: child.root,
    at: call.now,
    frozen: { root: known?.frozen.root ?? before, child: childState },
    attributes: copyOf(call, child),
    stage: "intended",
  });
  const written = await appendRecord(call, {
    subject: root.root,
    id: await stepId(wanted, "root", childState.version),
    carried: { ...NOTHING_SAID, version: childState.version },
    unheard: [],
    held: root.registered ?? { version: 0, head: GENESIS, state: NOTHING_SAID },
    once: false,
    record: (before) =>
      mergeRecord(call, wanted, "merge", before, {
        decisions: mergeDecisions(before, childState),
        none: mergeNone(before, childState),
        age: ageOf(before, childState),
        ...(childState.restricted ? { restricted: true } : {}),
      }),
    beside: (before) => ({ kind: "merge", merge: mergeOn(before) }),
  });
  if (written.ok) return mergeOn(root.registered?.state ?? NOTHING_SAID);
  return written.error === "settled" ? readMerge(root.shard.db, root.root, { id: wanted.id }, WAIT_MS) : null;
}

/** A minor stays one, with whatever a parent agreed to for either. */
function ageOf(a: ConsentState, b: ConsentState): { readonly age: "adult" | "minor"; readonly parental: boolean } | null {
  const age = a.age === "minor" || b.age === "minor" ? "minor" : (a.age ?? b.age);
  return age === null ? null : { age, parental: age === "minor" && a.parental && b.parental };
}

/** Points the record at its root, unless it has changed since it was read: then the root must hear of that first. */
async function point(call: Call, merge: Merge, child: RootRead): Promise<"done" | "changed" | "unavailable"> {
  const written = await appendRecord(call, {
    subject: merge.child,
    id: await stepId(merge, "child"),
    carried: NOTHING_SAID,
    unheard: [],
    held: child.registered ?? { version: 0, head: GENESIS, state: NOTHING_SAID },
    once: true,
    record: (before) => mergeRecord(call, merge, "merge", before, { decisions: {}, none: null, age: null }),
    beside: () => ({ kind: "alias", merge, isMerged: true }),
  });
  if (written.ok || written.error === "settled") return "done";
  return written.error === "conflict" ? "changed" : "unavailable";
}

/** The root both have by now, with what was intended there or at the record that was the root before it settled. */
async function finish(call: Call, root: SubjectId, wanted: MergeWanted): Promise<Result<SubjectId, MergeRefusal>> {
  for (const at of new Set([wanted.root, root])) if (!(await settleMerge(call, at, wanted.id))) return refuse("unavailable");
  await keepKin(call, root);
  return ok(root);
}

/**
 * Ends what is under way at a record before it is merged itself, so that it brings everything along. Left out is what
 * waits for this very merge: of merges in a circle the first to point wins, and the others never come about.
 */
async function endUnder(
  call: Call,
  child: RootRead,
  root: SubjectId,
  path: readonly string[],
): Promise<"nothing" | "ended" | "unavailable"> {
  const under = (await listUnder(child.shard.db, child.root, WAIT_MS)).filter((merge) => merge.child !== root && !path.includes(merge.id));
  for (const merge of under) {
    const ended =
      merge.stage === "intended" ? await mergeSubjects(call, merge, path) : await unmergeSubjects(call, merge.root, merge.child);
    if (!ended.ok && ended.error === "unavailable") return "unavailable";
  }
  return under.length === 0 ? "nothing" : "ended";
}
