import type { Permit } from "../consent/permit.ts";
import type { CompiledAttribute } from "../program/compiled.ts";
import type { LiveProgram } from "../program/live.ts";

/** True for what nobody said themselves: it was seen, or worked out. */
export function isObserved(source: CompiledAttribute["source"]): boolean {
  return source === "observed" || source === "inferred";
}

/**
 * The purposes, as bits, that data of a source may serve now. What was observed or inferred serves marketing, advertising
 * and sharing only on the person's own yes to that very purpose: where a law merely lets them opt out, that is not enough.
 */
export function usableFor(program: LiveProgram, permit: Pick<Permit, "mask" | "explicit">, source: CompiledAttribute["source"]): number {
  return isObserved(source) ? permit.mask & ~(program.watched & ~permit.explicit) : permit.mask;
}
