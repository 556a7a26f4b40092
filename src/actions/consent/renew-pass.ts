import { floorOf } from "../../core/consent/floor.ts";
import { stickyOf } from "../../core/targeting/join.ts";
import { reconcile, type ConsentState } from "../../core/consent/state.ts";
import { isPaused, type Pass } from "../../core/consent/pass.ts";
import { MINUTE, type Instant } from "../../core/kernel/instant.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { readDenyHint } from "../../storage/cache/deny.ts";
import type { Call } from "../call.ts";
import { forgetDevice } from "../rights/forget-device.ts";
import { leasePass } from "../targeting/lease-pass.ts";
import { issuePass, mayMint, mintPass, passOf, type Issued } from "./issue-pass.ts";
import { isWithdrawn, withdrawnAll, type Visitor } from "./open-visitor.ts";
import { freshState } from "./read-consent.ts";
import { readProfiled } from "./read-held.ts";
import { recordChoice } from "./record-choice.ts";
import { recordSignal } from "./record-signal.ts";
import { settlePending } from "./settle-withdrawal.ts";

const WAIT_MS = 500;
const VISIT = 30 * MINUTE;

/**
 * Renews a pass from the register and the profile, read from the primary in one round trip. Null when nothing can be
 * issued: no pass, nobody behind it, or the database away; then the old pass lives to its hard time.
 */
export async function renewPass(call: Call, visitor: Visitor, ms = WAIT_MS): Promise<Issued | null> {
  const { pass } = visitor;
  if (!pass) return firstPass(call, visitor);
  if (visitor.unheard.length > 0) return submitUnheard(call, visitor);
  const pending = await settlePending(call, pass);
  if (pass.subject === null) return pass.pending.length > pending.length ? issuePass(call, { ...pass, pending }) : null;
  return renewFromRegister(call, visitor, pass, pass.subject, pending, ms);
}

/** A visitor nobody has seen gets a pass unasked only where the law lets people opt out. */
async function firstPass(call: Call, visitor: Visitor): Promise<Issued | null> {
  if (visitor.state !== null || visitor.broken || !mayMint(call)) return null;
  const pass = mintPass(call, freshState(call));
  return issuePass(call, pass, visitor.signedOut ? await floorOf(pass.subject, 0, call.now) : null);
}

async function renewFromRegister(
  call: Call,
  visitor: Visitor,
  pass: Pass,
  subject: SubjectId,
  pending: Pass["pending"],
  ms: number,
): Promise<Issued | null> {
  const [read, denied] = await Promise.all([readProfiled(call, subject, pass, ms), readDenyHint(call.platform, subject)]);
  if (!read) return null;
  if (read.erased) return forgetDevice(call, visitor);
  const root = read.subject ?? subject;
  const held = await recordSignal(call, root, visitor.state ?? pass.state, read);
  const merged = reconcile(visitor.state ?? pass.state, held.state);
  const state = lowered(merged, held.version < denied || pending.length > 0, pass.keep);
  const fresh = passOf(call, {
    subject: root,
    state,
    values: held.values,
    deltas: held.missing,
    pending,
    keep: pass.keep,
    sticky: stickyOf(call.program, held.trials, pass.sticky),
    ...pausedOn(pass, call.now),
  });
  return issuePass(call, isWithdrawn(state) ? { ...fresh, facets: {}, deltas: [] } : await leasePass(call, fresh, pass));
}

/** A pause lasts as long as the visit, which half an hour without the person ends. */
function pausedOn(pass: Pass, now: Instant): Pick<Pass, "paused"> {
  return isPaused(pass, now) ? { paused: now + VISIT } : {};
}

function lowered(state: ConsentState, denied: boolean, until: number): ConsentState {
  return denied ? withdrawnAll(state, until) : state;
}

/** The browser holds a refusal that never reached us: it is submitted now. */
async function submitUnheard(call: Call, visitor: Visitor): Promise<Issued | null> {
  const decisions = Object.fromEntries(visitor.unheard.map((purpose) => [purpose, false]));
  const made = await recordChoice(call, visitor, {
    choice: { kind: "some", decisions },
    method: "settings",
    notice: null,
    evidence: null,
    age: null,
    once: null,
  });
  return made.ok ? made.value.issued : made.error.issued;
}
