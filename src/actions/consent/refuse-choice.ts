import { applyRecord, type Choice } from "../../core/consent/choose.ts";
import type { PendingWithdrawal } from "../../core/consent/pass.ts";
import type { Permit } from "../../core/consent/permit.ts";
import { reconcile, type ConsentState } from "../../core/consent/state.ts";
import type { ReceiptId } from "../../core/kernel/ids.ts";
import { refuse, type Result } from "../../core/kernel/result.ts";
import { send } from "../../storage/outbox.ts";
import type { Call } from "../call.ts";
import { appendRecord } from "./append-record.ts";
import { recordFor, type Choosing, type Known } from "./choosing.ts";
import { issuePass, keepUntil, passOf, type Issued } from "./issue-pass.ts";
import { readProfiled } from "./read-held.ts";
import { permitNow, sealChoice, type ChoiceMade } from "./seal-choice.ts";

/**
 * `conflict`: the choice was changed elsewhere since this page saw it. `unavailable`: a grant could not be recorded, so
 * there is none. `reused`: another choice was recorded under this client's key.
 */
export interface ChoiceRefused {
  readonly kind: "conflict" | "unavailable" | "reused";
  readonly version: number;
  readonly state: ConsentState;
  readonly permit: Permit;
  /** Set where the refusals of a mixed choice hold all the same, or the browser is behind. */
  readonly issued: Issued | null;
}

/** Withdrawals one pass carries; older ones are in the queue as well. */
const MOST_PENDING = 4;

/** Records a choice that grants nothing. It always holds: in the ledger, or until the ledger has it in this browser and the queue. */
export async function refuseAll(choosing: Choosing, choice: Choice, id: ReceiptId): Promise<ChoiceMade> {
  const { call, visitor, known } = choosing;
  const { subject, carried, held } = known;
  const record = (before: ConsentState) => recordFor(choosing, choice, before);
  if (held) {
    const written = await appendRecord(call, { subject, id, carried, unheard: visitor.unheard, held, record, once: false });
    const state = written.ok ? written.value : written.error === "settled" && subject ? held.state : null;
    if (state) return sealChoice(call, { subject, id, state, held, visitor, pending: [], stored: true, refused: true });
  }
  const purposes = choice.kind === "some" ? Object.keys(choice.decisions) : null;
  const withdrawal: PendingWithdrawal = { id, at: call.now, purposes, method: choosing.submission.method };
  const queued = await queueWithdrawal(call, known, withdrawal);
  const state = applyRecord(carried, record(carried), carried.version + 1);
  const pending = [...known.pending, withdrawal].slice(-MOST_PENDING);
  return sealChoice(call, { subject, id, state, held: null, visitor, pending, stored: false, refused: true }, queued);
}

async function queueWithdrawal(call: Call, known: Known, withdrawal: PendingWithdrawal): Promise<boolean> {
  const { site } = call.program;
  const { subject, carried } = known;
  const message = { kind: "withdrawal", site: site.key, subject, passVersion: carried.version, rule: call.rule.id } as const;
  try {
    await send(call.platform, { ...message, signals: call.signals, withdrawal, evidence: null }, call.now);
    return true;
  } catch {
    // The queue is away too: the pass carries the withdrawal and submits it again at each renewal.
    return false;
  }
}

/** Answers a grant that was not recorded. Refusals submitted with it hold all the same, under a receipt of their own. */
export async function refuseGrant(
  choosing: Choosing,
  choice: Choice,
  kind: ChoiceRefused["kind"],
): Promise<Result<ChoiceMade, ChoiceRefused>> {
  const { call, visitor, known } = choosing;
  const noes = choice.kind === "some" ? Object.entries(choice.decisions).filter(([, yes]) => !yes) : [];
  if (noes.length > 0) {
    const refused = await refuseAll(choosing, { kind: "some", decisions: Object.fromEntries(noes) }, choosing.ids.noes);
    const { version, state, permit, issued } = refused;
    return refuse({ kind, version, state, permit, issued });
  }
  const held = kind === "conflict" ? await readProfiled(call, known.subject, null) : null;
  if (!held) return refuse({ kind, ...standingNow(call, known), issued: null });
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

/** How things stand where a choice changed nothing. */
export function standingNow(call: Call, { subject, carried, held }: Known): Pick<ChoiceRefused, "version" | "state" | "permit"> {
  const state = held && held.version > 0 ? reconcile(carried, held.state) : carried;
  return { version: state.version, state, permit: permitNow(call, subject, state) };
}
