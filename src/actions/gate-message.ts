import type { SubjectId } from "../core/kernel/ids.ts";
import { grantedAfter, type ConsentState } from "../core/consent/state.ts";
import type { Permit } from "../core/consent/permit.ts";
import { SECOND, type Instant } from "../core/kernel/instant.ts";
import type { Registered } from "../storage/register.ts";
import { permitOf, type Call } from "./call.ts";
import { isWithdrawn } from "./consent/open-visitor.ts";
import { freshState } from "./consent/read-consent.ts";

const NOTHING: Permit = { mask: 0, explicit: 0, why: [], state: [] };

/**
 * Gates a message again when the queue brings it: what the register of its subject allows now.
 * Without a subject only what needs no choice passes. A subject without a register row was minted under an opt-out row.
 */
export function permitNow(call: Call, subject: SubjectId | null, registers: ReadonlyMap<string, Registered>): Permit {
  return subject === null ? permitOf(call, null) : permitOfRegister(call, registers.get(subject) ?? null, "browser");
}

/** The same of one subject's register. Of somebody a server speaks of, whom the register does not know, nothing passes. */
export function permitOfRegister(call: Call, registered: Registered | null, from: "browser" | "server"): Permit {
  if (registered === null && from === "server") return NOTHING;
  if (registered && registered.controller !== call.program.site.controller) return NOTHING;
  if (registered?.state.erased) return NOTHING;
  const state = registered?.state ?? freshState(call);
  return permitOf(call, { state, live: true, known: !isWithdrawn(state), erased: false });
}

/** True where a purpose was refused since an instant that is told in whole seconds, whatever it is allowed now. */
export function wasRefusedSince(
  { program }: Pick<Call, "program">,
  state: ConsentState | undefined,
  purpose: number,
  at: Instant,
): boolean {
  const key = program.compiled.purposes[purpose]?.key;
  return state !== undefined && key !== undefined && grantedAfter(state, at + SECOND).includes(key);
}
