import type { SubjectId } from "../../core/kernel/ids.ts";
import type { LiveProgram } from "../../core/program/live.ts";
import { considered, type Considered } from "../../core/targeting/explain-operator.ts";
import { isSame, mayBeRead, type DecisionRecord } from "../../core/targeting/decision-record.ts";
import { asRecorded, recommends, replayed, situationOf } from "../../core/targeting/replay.ts";
import { programByHash } from "../../storage/cache/program.ts";
import { readDecisions } from "../../storage/decision.ts";
import { writeRead } from "../../storage/reading.ts";
import { readTogether, type Together } from "../../storage/subjects.ts";
import { actorName, type Call } from "../call.ts";
import { findSubjects, type SubjectRef } from "../identity/find-subjects.ts";

const WAIT_MS = 5_000;

/** A kept decision, and what it comes to when it is made again. */
export interface Replayed {
  readonly decision: DecisionRecord;
  /** Null where it cannot be made again: its view or its program is not at hand. */
  readonly replayed: { readonly experience: string | null; readonly variant: string | null; readonly reason: string } | null;
  readonly same: boolean | null;
  /** Why it cannot: its view is not kept, its program is not, or it rests on an order of items that has moved on since and does not say which it showed. */
  readonly why?: "no-view" | "no-program" | "recommends";
  /** What became of each experience of its slot. */
  readonly considered: readonly Considered[];
}

/**
 * Makes the last decisions somebody was shown again, each from its record and the very program it was made by, and compares.
 * Reading them is written down. Throws `Unavailable`.
 */
export async function replayDecisions(call: Call, ref: SubjectRef): Promise<readonly Replayed[]> {
  const [subject = null] = await findSubjects(call, [ref]);
  const kept = subject && (await keptDecisions(call, subject));
  if (!kept) return [];
  const { held, decisions } = kept;
  await writeRead(held.shard.db, { at: call.now, actor: actorName(call.actor), action: "decision.replay", target: held.root });
  return Promise.all(decisions.map((record) => replay(call, record)));
}

/** The last decisions somebody was shown, as far as they may still be read; null for a subject of nobody here. Throws `Unavailable`. */
export async function keptDecisions(
  call: Call,
  subject: SubjectId,
): Promise<{ readonly held: Together; readonly decisions: readonly DecisionRecord[] } | null> {
  const held = (await readTogether(call.platform.env, new Map([[subject, []]]), WAIT_MS)).get(subject);
  if (!held || held.registered?.controller !== call.program.site.controller) return null;
  const kept = (await readDecisions(held.shard.db, [held.root])).get(held.root) ?? [];
  return { held, decisions: kept.filter((record) => mayBeRead(record, held.purges, call.now)) };
}

async function replay(call: Call, decision: DecisionRecord): Promise<Replayed> {
  const published = await programByHash(call.platform.env, decision.program, decision.site);
  const program = published && asRecorded(published, decision);
  const why = !program ? "no-program" : recommends(program, decision) ? "recommends" : null;
  const again = program && why === null ? replayed(program, decision) : null;
  if (!program || !again) return { decision, replayed: null, same: null, why: why ?? "no-view", considered: [] };
  const { experience, variant, reason } = again;
  return {
    decision,
    replayed: { experience, variant, reason },
    same: isSame(decision, again),
    considered: consideredIn(program, decision),
  };
}

function consideredIn(program: LiveProgram, decision: DecisionRecord): readonly Considered[] {
  const situation = situationOf(program, decision);
  const again = replayed(program, decision);
  return situation && again && decision.slot !== null ? considered(program, decision.slot, again, situation) : [];
}
