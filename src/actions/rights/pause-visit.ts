import { MINUTE } from "../../core/kernel/instant.ts";
import type { Call } from "../call.ts";
import { issuePass, type Issued } from "../consent/issue-pass.ts";
import type { Visitor } from "../consent/open-visitor.ts";

const VISIT = 30 * MINUTE;

/**
 * Pauses this browser for the visit, or ends the pause: nothing but what is necessary is used or recorded in it, and no choice
 * is changed. Each renewal carries the pause on; half an hour without one ends it. Null without a pass. No I/O.
 */
export async function pauseVisit(call: Call, { pass, state }: Visitor, isPausing: boolean): Promise<Issued | null> {
  if (!pass) return null;
  return issuePass(call, { ...pass, state: state ?? pass.state, paused: isPausing ? call.now + VISIT : 0 });
}
