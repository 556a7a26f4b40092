import type { SubjectId } from "../core/kernel/ids.ts";
import type { Registered } from "../storage/register.ts";
import { permitOf, type Call } from "./call.ts";
import { isWithdrawn } from "./consent/open-visitor.ts";
import { freshState } from "./consent/read-consent.ts";

/**
 * Gates a message again when the queue brings it: true when the register of its subject allows one of the purposes now.
 * Without a subject only what needs no choice passes. A subject without a register row was minted under an opt-out row.
 */
export function purposeAllows(call: Call, subject: SubjectId | null, registers: ReadonlyMap<string, Registered>, purposes: number): boolean {
  if (subject === null) return (permitOf(call, null).mask & purposes) !== 0;
  const registered = registers.get(subject);
  if (registered && registered.controller !== call.program.site.controller) return false;
  const state = registered?.state ?? freshState(call);
  const permit = permitOf(call, { state, live: true, known: !isWithdrawn(state), erased: false });
  return (permit.mask & purposes) !== 0;
}
