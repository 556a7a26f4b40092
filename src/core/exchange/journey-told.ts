import type { Permit } from "../consent/permit.ts";
import type { Gate } from "../profile/gate.ts";
import type { CompiledAsk } from "../program/compiled-ask.ts";
import type { LiveProgram } from "../program/live.ts";
import type { Answered } from "./journey.ts";

/** What an answer is to: as much of it as says whom it may be told. */
export type About = Pick<Answered, "gave" | "what" | "purpose">;

/**
 * Whether whoever sees data for one purpose may know that something was asked: a value that purpose may see, or a yes to it,
 * while what it was asked for is allowed.
 */
export function mayBeTold(program: LiveProgram, { mask }: Permit, gate: Gate, purpose: number): (about: About) => boolean {
  const view = gate.view(purpose);
  return ({ gave, what, purpose: asked }) => {
    if (view === null || (mask & bitOf(program, asked)) === 0) return false;
    if (gave === "consent") return what === program.compiled.purposes[purpose]?.key;
    const index = program.attributeIndex.get(what) ?? -1;
    return ((program.attributes[index]?.purposes ?? 0) & (1 << purpose)) !== 0 && !view.withholds([index]);
  };
}

/** 0 for a purpose there is no more. */
function bitOf({ purposeIndex }: LiveProgram, purpose: string): number {
  const index = purposeIndex.get(purpose);
  return index === undefined ? 0 : 1 << index;
}

/** What a question is to. */
export function aboutOf({ attributes, compiled: { purposes } }: LiveProgram, { attribute, consent, purpose }: CompiledAsk): About {
  const what = attribute === null ? purposes[consent ?? -1] : attributes[attribute];
  return { gave: attribute === null ? "consent" : "value", what: what?.key ?? "", purpose: purposes[purpose]?.key ?? "" };
}
