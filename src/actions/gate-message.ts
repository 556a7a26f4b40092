import type { SubjectId } from "../core/kernel/ids.ts";
import type { Registered } from "../storage/register.ts";
import { permitOf, type Call } from "./call.ts";
import { isWithdrawn } from "./consent/open-visitor.ts";
import { freshState } from "./consent/read-consent.ts";

/**
 * Gates a message again when the queue brings it: the purposes, as bits, that the register of its subject allows now.
 * Without a subject only what needs no choice passes. A subject without a register row was minted under an opt-out row.
 */
export function allowedNow(call: Call, subject: SubjectId | null, registers: ReadonlyMap<string, Registered>): number {
  if (subject === null) return permitOf(call, null).mask;
  const registered = registers.get(subject);
  if (registered && registered.controller !== call.program.site.controller) return 0;
  const state = registered?.state ?? freshState(call);
  return permitOf(call, { state, live: true, known: !isWithdrawn(state), erased: false }).mask;
}
