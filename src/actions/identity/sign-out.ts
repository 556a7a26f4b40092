import { SIGNED_OUT } from "../../core/consent/floor.ts";
import { SECOND } from "../../core/kernel/instant.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { Call } from "../call.ts";
import { clearPass, issuePass, mayMint, mintPass, type Handed } from "../consent/issue-pass.ts";
import type { Visitor } from "../consent/open-visitor.ts";
import { freshState } from "../consent/read-consent.ts";
import { handOffRefusals } from "./hand-off-refusals.ts";

/**
 * Detaches this browser from whoever used it: from the next second on it is nobody's, or where people are opted out
 * rather than in, a new subject's. What was sealed before and arrives late is not theirs any more either. Refused only
 * where a refusal of the person would be lost with the pass.
 */
export async function signOut(call: Call, visitor: Visitor): Promise<Result<Handed, "unavailable">> {
  if (!(await handOffRefusals(call, visitor))) return refuse("unavailable");
  const least = Math.floor(call.now / SECOND) + 1;
  const floor = { tag: SIGNED_OUT, least };
  const later = { ...call, now: least * SECOND };
  return ok(mayMint(call) ? await issuePass(call, mintPass(later, freshState(call)), floor) : clearPass(call, floor));
}
