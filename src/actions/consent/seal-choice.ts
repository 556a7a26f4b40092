import { floorOf, type Floor } from "../../core/consent/floor.ts";
import type { Pass, PendingWithdrawal } from "../../core/consent/pass.ts";
import type { Permit } from "../../core/consent/permit.ts";
import type { ConsentState } from "../../core/consent/state.ts";
import type { ReceiptId, SubjectId } from "../../core/kernel/ids.ts";
import { stickyOf } from "../../core/targeting/join.ts";
import { writeDenyHint } from "../../storage/cache/deny.ts";
import { permitOf, type Call } from "../call.ts";
import { leasePass } from "../targeting/lease-pass.ts";
import { issuePass, keepUntil, passOf, type Issued } from "./issue-pass.ts";
import type { Visitor } from "./open-visitor.ts";
import type { Held } from "./read-held.ts";

/** What the person gets back. `stored` is false while only their browser and a queue know of a refusal. */
export interface ChoiceMade {
  readonly version: number;
  /** Null where nothing was left to record of what was taken over. */
  readonly receipt: ReceiptId | null;
  readonly state: ConsentState;
  readonly permit: Permit;
  readonly stored: boolean;
  readonly issued: Issued | null;
}

/** A choice that was made, and what it was made on. */
interface Outcome {
  readonly subject: SubjectId | null;
  readonly id: ReceiptId;
  readonly state: ConsentState;
  readonly held: Held | null;
  readonly visitor: Visitor;
  readonly pending: readonly PendingWithdrawal[];
  readonly stored: boolean;
  readonly refused: boolean;
}

/** Seals what was chosen into a new pass, with a floor where something was refused. */
export async function sealChoice(call: Call, outcome: Outcome, queued = true): Promise<ChoiceMade> {
  const { subject, state, visitor } = outcome;
  const held = outcome.held ?? { values: {}, trials: {}, missing: [] };
  const fresh = passOf(call, {
    subject,
    state,
    values: held.values,
    deltas: held.missing,
    pending: outcome.pending,
    keep: keepUntil(call, state),
    sticky: stickyOf(call.program, held.trials, stickyIn(visitor, subject)),
  });
  const unread = outcome.held === null && visitor.pass ? lifetimesOf(visitor.pass) : {};
  const floor: Floor | null = outcome.refused || visitor.signedOut ? await floorOf(subject, state.version, call.now) : null;
  const issued = await issuePass(call, { ...(await leasedOf(call, fresh, outcome)), ...unread }, floor);
  if (outcome.refused && subject && queued) call.platform.defer(writeDenyHint(call.platform, subject, state));
  return { version: state.version, receipt: outcome.id, state, permit: permitNow(call, subject, state), stored: outcome.stored, issued };
}

function stickyIn({ pass }: Visitor, subject: SubjectId | null): Pass["sticky"] {
  return pass?.subject === subject ? pass.sticky : {};
}

function leasedOf(call: Call, fresh: Pass, { stored, visitor }: Outcome): Pass | Promise<Pass> {
  return stored ? leasePass(call, fresh, visitor.pass) : fresh;
}

/** The register was not read, so nothing is prolonged. */
function lifetimesOf({ issued, soft, hard }: Pass): Pick<Pass, "issued" | "soft" | "hard"> {
  return { issued, soft, hard };
}

/** The permit of a state that was just read or written. */
export function permitNow(call: Call, subject: SubjectId | null, state: ConsentState): Permit {
  return permitOf(call, { state, live: true, known: subject !== null, erased: false });
}
