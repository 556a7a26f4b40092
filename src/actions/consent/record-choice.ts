import {
  applyRecord,
  recordOf,
  type AgeStatement,
  type Choice,
  type ConsentRecord,
  type Evidence,
  type Method,
  type ShownNotice,
} from "../../core/consent/choose.ts";
import type { PendingWithdrawal } from "../../core/consent/pass.ts";
import type { Permit } from "../../core/consent/permit.ts";
import { NOTHING_SAID, type ConsentState } from "../../core/consent/state.ts";
import { receiptId, subjectId, type SubjectId } from "../../core/kernel/ids.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { send } from "../../storage/outbox.ts";
import { randomBytes } from "../../storage/platform.ts";
import type { Call } from "../call.ts";
import { appendRecord } from "./append-record.ts";
import { issuePass, keepUntil, passOf, type Issued } from "./issue-pass.ts";
import type { Visitor } from "./open-visitor.ts";
import { permitNow, sealChoice, type ChoiceMade } from "./seal-choice.ts";
import { settlePending } from "./settle-withdrawal.ts";
import { readProfiled, type Held } from "./read-held.ts";

/** What a person submits. */
export interface Submission {
  readonly choice: Choice;
  readonly method: Method;
  readonly notice: ShownNotice | null;
  readonly evidence: Evidence | null;
  readonly age: AgeStatement | null;
}

/** `conflict`: the choice was changed elsewhere since this page saw it. `unavailable`: a grant could not be recorded, so there is none. */
export interface ChoiceRefused {
  readonly kind: "conflict" | "unavailable";
  readonly version: number;
  readonly state: ConsentState;
  readonly permit: Permit;
  /** Set where the refusals of a mixed choice hold all the same, or the browser is behind. */
  readonly issued: Issued | null;
}

/**
 * Records a choice. A grant is compare-and-set and exists only with its ledger row. A refusal or withdrawal is neither:
 * it is written over whatever is there, and when the database is away it holds in this browser at once and reaches the
 * ledger through the queue or the next renewal.
 */
export async function recordChoice(call: Call, visitor: Visitor, submission: Submission): Promise<Result<ChoiceMade, ChoiceRefused>> {
  const { choice } = submission;
  const grants = choice.kind === "some" && Object.values(choice.decisions).some(Boolean);
  const known = await knownOf(call, visitor);
  const record = (choiceNow: Choice, before: ConsentState): ConsentRecord =>
    recordOf(choiceNow, call.program.compiled, before, {
      at: call.now,
      site: call.program.site.key,
      controller: call.program.site.controller,
      method: submission.method,
      notice: submission.notice,
      evidence: submission.evidence,
      age: submission.age,
      rule: call.rule,
      signals: call.signals,
    });
  if (!grants) return refuseAll(call, visitor, known, record, choice);
  if (!known.held) return refuseGrant(call, visitor, known, "unavailable", record, choice);
  if (known.held.version > known.carried.version) return refuseGrant(call, visitor, known, "conflict", record, choice);
  const subject = known.subject ?? subjectId(randomBytes(16));
  const id = receiptId(randomBytes(16));
  const written = await appendRecord(call, {
    subject,
    id,
    carried: known.carried,
    unheard: visitor.unheard,
    held: known.held,
    record: (before) => record(choice, before),
    once: true,
  });
  if (!written.ok) return refuseGrant(call, visitor, known, written.error === "conflict" ? "conflict" : "unavailable", record, choice);
  return ok(
    await sealChoice(call, {
      subject,
      id,
      state: written.value,
      held: known.held,
      visitor,
      pending: [],
      stored: true,
      refused: hasNo(choice),
    }),
  );
}

interface Known {
  readonly subject: SubjectId | null;
  readonly carried: ConsentState;
  /** What the database holds; null when it is away. */
  readonly held: Held | null;
  readonly pending: readonly PendingWithdrawal[];
}

type Recorder = (choice: Choice, before: ConsentState) => ConsentRecord;

async function knownOf(call: Call, visitor: Visitor): Promise<Known> {
  const subject = visitor.pass?.subject ?? null;
  const carried = visitor.state ?? NOTHING_SAID;
  const pending = visitor.pass ? await settlePending(call, visitor.pass) : [];
  if (pending.length > 0) return { subject, carried, held: null, pending };
  const held = await readProfiled(call, subject, visitor.pass?.deltas ?? []);
  return { subject: held?.subject ?? subject, carried, held, pending };
}

async function refuseAll(
  call: Call,
  visitor: Visitor,
  known: Known,
  record: Recorder,
  choice: Choice,
): Promise<Result<ChoiceMade, ChoiceRefused>> {
  const id = receiptId(randomBytes(16));
  const { subject, carried, held } = known;
  if (held) {
    const written = await appendRecord(call, {
      subject,
      id,
      carried,
      unheard: visitor.unheard,
      held,
      record: (before) => record(choice, before),
      once: false,
    });
    if (written.ok)
      return ok(await sealChoice(call, { subject, id, state: written.value, held, visitor, pending: [], stored: true, refused: true }));
  }
  const withdrawal: PendingWithdrawal = { id, at: call.now, purposes: choice.kind === "some" ? Object.keys(choice.decisions) : null };
  const queued = await queueWithdrawal(call, known, withdrawal);
  const state = applyRecord(carried, record(choice, carried), carried.version + 1);
  return ok(
    await sealChoice(
      call,
      {
        subject,
        id,
        state,
        held: null,
        visitor,
        pending: [...known.pending, withdrawal].slice(-MOST_PENDING),
        stored: false,
        refused: true,
      },
      queued,
    ),
  );
}

/** Withdrawals one pass carries; older ones are in the queue as well. */
const MOST_PENDING = 4;

async function queueWithdrawal(call: Call, known: Known, withdrawal: PendingWithdrawal): Promise<boolean> {
  try {
    await send(
      call.platform,
      {
        kind: "withdrawal",
        site: call.program.site.key,
        subject: known.subject,
        passVersion: known.carried.version,
        rule: call.rule.id,
        signals: call.signals,
        withdrawal,
      },
      call.now,
    );
    return true;
  } catch {
    // The queue is away too: the pass carries the withdrawal and submits it again at each renewal.
    return false;
  }
}

/** Answers a grant that was not recorded. Refusals submitted with it hold all the same. */
async function refuseGrant(
  call: Call,
  visitor: Visitor,
  known: Known,
  kind: ChoiceRefused["kind"],
  record: Recorder,
  choice: Choice,
): Promise<Result<ChoiceMade, ChoiceRefused>> {
  const noes = choice.kind === "some" ? Object.entries(choice.decisions).filter(([, yes]) => !yes) : [];
  if (noes.length > 0) {
    const refused = await refuseAll(call, visitor, known, record, { kind: "some", decisions: Object.fromEntries(noes) });
    if (refused.ok)
      return refuse({
        kind,
        version: refused.value.version,
        state: refused.value.state,
        permit: refused.value.permit,
        issued: refused.value.issued,
      });
  }
  const held = kind === "conflict" ? await readProfiled(call, known.subject, []) : null;
  if (!held)
    return refuse({
      kind,
      version: known.carried.version,
      state: known.carried,
      permit: permitNow(call, known.subject, known.carried),
      issued: null,
    });
  const unheard = Object.fromEntries(Object.entries(known.carried.decisions).filter(([purpose]) => visitor.unheard.includes(purpose)));
  const state = { ...held.state, decisions: { ...held.state.decisions, ...unheard } };
  const pass = passOf(call, {
    subject: known.subject,
    state,
    values: held.values,
    deltas: [],
    pending: known.pending,
    keep: keepUntil(call, held.state),
  });
  return refuse({ kind, version: held.version, state, permit: permitNow(call, known.subject, state), issued: await issuePass(call, pass) });
}

function hasNo(choice: Choice): boolean {
  return choice.kind === "withdraw-all" || Object.values(choice.decisions).some((yes) => !yes);
}
