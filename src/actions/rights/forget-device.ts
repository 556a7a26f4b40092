import { SIGNED_OUT } from "../../core/consent/floor.ts";
import { NOTHING_SAID, refusalsOf } from "../../core/consent/state.ts";
import { SECOND } from "../../core/kernel/instant.ts";
import type { Call } from "../call.ts";
import { clearPass, issuePass, keepUntil, passOf, type Issued } from "../consent/issue-pass.ts";
import type { Visitor } from "../consent/open-visitor.ts";

/**
 * Lets this browser forget whoever used it: from the next second on no pass sealed before is good here. What was refused is
 * not forgotten with the rest; it stays as a no of nobody until its time.
 */
export async function forgetDevice(call: Call, { state }: Visitor): Promise<Issued> {
  const floor = { tag: SIGNED_OUT, least: Math.floor(call.now / SECOND) + 1 };
  const later = { ...call, now: floor.least * SECOND };
  const left = refusalsOf(state ?? NOTHING_SAID);
  const nobody = { subject: null, values: {}, deltas: [], pending: [], keep: keepUntil(call, left) };
  if (left.none !== null || Object.keys(left.decisions).length > 0)
    return issuePass(call, passOf(later, { ...nobody, state: left }), floor);
  return { ...clearPass(call, floor), pass: passOf(later, { ...nobody, state: { ...NOTHING_SAID, erased: true } }) };
}
