import type { FacetState, FacetValue } from "../../consent/pass.ts";
import type { Instant } from "../../kernel/instant.ts";
import type { CompiledComputed, Computation } from "../../program/compiled-computed.ts";
import { AFFINITY } from "./affinity.ts";
import { DISTINCT } from "./distinct.ts";
import { FIRST, LAST } from "./pick.ts";
import { RECENT } from "./recent.ts";
import { RFM } from "./rfm.ts";
import { COUNT, SUM } from "./total.ts";
import type { Kind, Sample } from "./state.ts";
import { STREAK } from "./streak.ts";
import { WINDOW } from "./window.ts";

const KINDS: { readonly [K in Computation["kind"]]: Kind<Computation & { readonly kind: K }> } = {
  count: COUNT,
  sum: SUM,
  last: LAST,
  first: FIRST,
  distinct: DISTINCT,
  recent: RECENT,
  window: WINDOW,
  affinity: AFFINITY,
  streak: STREAK,
  rfm: RFM,
};

/** Takes an event's sample into the state of a computed attribute. */
export function addSample({ how }: CompiledComputed, state: FacetState | undefined, sample: Sample): FacetState {
  return kindOf(how).add(how, state, sample);
}

/** Brings two states of a computed attribute together. */
export function mergeStates({ how }: CompiledComputed, a: FacetState, b: FacetState): FacetState {
  return kindOf(how).merge(how, a, b);
}

/** What a computed attribute comes to at an instant; undefined when it has nothing to say. */
export function readComputed({ how }: CompiledComputed, state: FacetState, now: Instant): FacetValue | undefined {
  return kindOf(how).read(how, state, now);
}

/** True for kinds that come to something else as days go by, without any event. */
export function changesWithTime({ how }: CompiledComputed): boolean {
  return how.kind === "window" || how.kind === "recent" || how.kind === "affinity" || how.kind === "streak" || how.kind === "rfm";
}

function kindOf(how: Computation): Kind<Computation> {
  return KINDS[how.kind] as Kind<Computation>;
}
