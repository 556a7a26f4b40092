import type { Permit } from "../../core/consent/permit.ts";
import { ruleById } from "../../core/consent/resolve-rule.ts";
import type { Registered } from "../../storage/register.ts";
import { isSensitiveFree, permitOf, type Call } from "../call.ts";
import { isWithdrawn } from "../consent/open-visitor.ts";

/** What may be done with a person's data by their register, under the row of their last choice. */
export interface Permitted {
  readonly permit: Permit;
  readonly sensitiveFree: boolean;
}

/** What a register allows now; where nobody has chosen, the strictest row holds. */
export function permitIn(call: Call, registered: Registered | null): Permitted {
  const rule = ruleById(registered?.state.rule ?? "DEFAULT") ?? call.rule;
  const own = { ...call, rule };
  const state = registered?.state ?? null;
  const carried = state && { state, live: true, known: !isWithdrawn(state), erased: false };
  return { permit: permitOf(own, carried), sensitiveFree: isSensitiveFree(own, carried) };
}
