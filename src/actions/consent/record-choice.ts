import type { Choice } from "../../core/consent/choose.ts";
import { NOTHING_SAID, refusalsOf } from "../../core/consent/state.ts";
import { takenOver } from "../../core/consent/take-over.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { Call } from "../call.ts";
import { appendRecord } from "./append-record.ts";
import { choiceIds } from "./choice-ids.ts";
import { hasNo, hasYes, recordFor, type Choosing, type Known, type Submission } from "./choosing.ts";
import type { Visitor } from "./open-visitor.ts";
import { readProfiled } from "./read-held.ts";
import { recordSignalOn } from "./record-signal.ts";
import { refuseAll, refuseGrant, standingNow, type ChoiceRefused } from "./refuse-choice.ts";
import { replayChoice } from "./replay-choice.ts";
import { keepShown, withText } from "./shown-text.ts";
import { sealChoice, type ChoiceMade } from "./seal-choice.ts";
import { settlePending } from "./settle-withdrawal.ts";

/**
 * Records a choice. A grant is compare-and-set and exists only with its ledger row. A refusal or withdrawal is neither:
 * it is written over whatever is there, and when the database is away it holds in this browser at once and reaches the
 * ledger through the queue or the next renewal. What is taken over of another system is only what nobody has said here.
 */
export async function recordChoice(call: Call, visitor: Visitor, submitted: Submission): Promise<Result<ChoiceMade, ChoiceRefused>> {
  const known = await knownOf(call, visitor);
  const submission = { ...submitted, notice: await withText(call, submitted.notice) };
  const choosing: Choosing = { call, visitor, known, submission, ids: await choiceIds(call, submission.once) };
  const replayed = submission.once === null ? ok(null) : await replayChoice(choosing);
  if (!replayed.ok) return refuse({ kind: "reused", ...standingNow(call, known), issued: null });
  if (replayed.value) return ok(replayed.value);
  const choice = submission.method === "import" ? importOf(choosing) : submission.choice;
  if (isEmpty(choice, submission)) return ok({ ...standingNow(call, known), receipt: null, stored: true, issued: null });
  if (hasYes(choice)) return grant(choosing, choice);
  call.platform.defer(keepShown(call, submission.notice));
  return ok(await refuseAll(choosing, choice, choosing.ids.receipt));
}

async function grant(choosing: Choosing, choice: Choice): Promise<Result<ChoiceMade, ChoiceRefused>> {
  const { call, visitor, known, ids, submission } = choosing;
  const { carried, held } = known;
  if (!held || !(await keepShown(call, submission.notice))) return refuseGrant(choosing, choice, "unavailable");
  if (held.version > carried.version) return refuseGrant(choosing, choice, "conflict");
  const subject = known.subject ?? ids.subject;
  const { beside } = submission;
  const written = await appendRecord(call, {
    subject,
    id: ids.receipt,
    carried,
    unheard: visitor.unheard,
    held,
    record: (before) => recordFor(choosing, choice, before),
    once: true,
    ...(beside ? { beside: () => beside } : {}),
  });
  if (!written.ok) return refuseGrant(choosing, choice, written.error === "conflict" ? "conflict" : "unavailable");
  const state = await recordSignalOn(call, subject, written.value);
  const refused = hasNo(choice) || state !== written.value;
  return ok(await sealChoice(call, { subject, id: ids.receipt, state, held, visitor, pending: [], stored: true, refused }));
}

async function knownOf(call: Call, visitor: Visitor): Promise<Known> {
  const subject = visitor.pass?.subject ?? null;
  const carried = visitor.state ?? NOTHING_SAID;
  const pending = visitor.pass ? await settlePending(call, visitor.pass) : [];
  if (pending.length > 0) return { subject, carried, held: null, pending };
  const held = await readProfiled(call, subject, visitor.pass);
  if (held?.erased) return { subject: null, carried: refusalsOf(carried), held, pending: [] };
  return { subject: held?.subject ?? subject, carried, held, pending };
}

function importOf({ call, known, submission }: Choosing): Choice {
  const { choice } = submission;
  if (choice.kind !== "some") return choice;
  const states = known.held ? [known.carried, known.held.state] : [known.carried];
  return { kind: "some", decisions: takenOver(choice.decisions, call.program.compiled, states, call.signals) };
}

function isEmpty(choice: Choice, { age }: Submission): boolean {
  return choice.kind === "some" && Object.keys(choice.decisions).length === 0 && age === null;
}
