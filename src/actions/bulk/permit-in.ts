import type { Permit } from "../../core/consent/permit.ts";
import { grantedAfter } from "../../core/consent/state.ts";
import { withoutPurposes } from "../../core/events/categories.ts";
import type { Instant } from "../../core/kernel/instant.ts";
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

/** The same for what was so at an instant: a no that came since has ended it, whatever was allowed again. */
export function permitSince(call: Call, registered: Registered | null, at: Instant): Permit {
  const { permit } = permitIn(call, registered);
  return registered ? withoutPurposes(call.program.compiled, permit, grantedAfter(registered.state, at)) : permit;
}
