import type { CompiledExperience } from "../program/compiled-experience.ts";
import type { LiveProgram } from "../program/live.ts";

/** How often, by the index of a cap, something may still be shown, and until when slots and experiences rest. */
export interface Allowance {
  readonly left: readonly number[];
  readonly rests: { readonly [target: string]: number };
}

/** The allowance of somebody who was shown nothing yet. */
export function untouched({ compiled }: LiveProgram): Allowance {
  return { left: compiled.caps.map(() => Number.MAX_SAFE_INTEGER), rests: {} };
}

/** True for an experience that nothing caps or lets rest. */
export function isFree({ caps, rests }: CompiledExperience): boolean {
  return caps.length === 0 && rests.length === 0;
}

/** Takes one showing from each cap of an experience (`taken`), or from none: false where one has nothing left, or something rests. */
export function takes(
  program: LiveProgram,
  allowance: Allowance,
  { caps, rests }: CompiledExperience,
  taken: Map<number, number>,
  now: number,
): boolean {
  const isLeft = (cap: number): boolean => (allowance.left[cap] ?? 0) > (taken.get(cap) ?? 0);
  const isUp = (rest: number): boolean => (allowance.rests[program.compiled.rests[rest]?.key ?? ""] ?? 0) <= now;
  if (!caps.every(isLeft) || !rests.every(isUp)) return false;
  for (const cap of caps) taken.set(cap, (taken.get(cap) ?? 0) + 1);
  return true;
}
