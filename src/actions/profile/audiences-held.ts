import { audiencesOf } from "../../core/audience/members.ts";
import { ruleById } from "../../core/consent/resolve-rule.ts";
import { valuesOf } from "../../core/profile/facets.ts";
import { Gate } from "../../core/profile/gate.ts";
import { isSensitiveFree, permitOf, type Call } from "../call.ts";
import type { readProfiled } from "../consent/read-held.ts";

type Held = NonNullable<Awaited<ReturnType<typeof readProfiled>>>;

/** Keys of the audiences somebody is in by their register and profile as they stand, each as far as they allow it. */
export function audiencesHeld(call: Call, held: Held): readonly string[] {
  return audiencesOf(call.program, gateHeld(call, held));
}

/** What lets through of somebody's profile what their register allows now, without a request. */
export function gateHeld(call: Call, held: Held): Gate {
  const own: Call = { ...call, rule: ruleById(held.state.rule) ?? call.rule };
  const carried = { state: held.state, live: true, known: true, erased: false };
  const values = Object.fromEntries(Object.entries(held.values).map(([key, value]) => [key, value.value]));
  return new Gate(call.program, permitOf(own, carried), valuesOf(call.program, values, call.now), isSensitiveFree(own, carried));
}
