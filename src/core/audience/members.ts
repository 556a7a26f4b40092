import type { Gate } from "../profile/gate.ts";
import type { CompiledAudience } from "../program/compiled.ts";
import type { LiveProgram } from "../program/live.ts";
import { Memo } from "./evaluate.ts";

/** True for an audience that can be asked without a request: it reads nothing that only a request brings. */
export function isCountable(program: LiveProgram, audience: CompiledAudience): boolean {
  return audience.reads.every((index) => program.attributes[index]?.source !== "request");
}

/**
 * Keys of the audiences a person is in, each asked under its own purpose: who did not allow it, or keeps back what it
 * reads, is in none.
 */
export function audiencesOf(program: LiveProgram, gate: Gate): readonly string[] {
  const memos = new Map<number, Memo>();
  return program.compiled.audiences.flatMap((audience) => {
    const view = gate.view(audience.purpose);
    if (!view || view.withholds(audience.reads) || !isCountable(program, audience)) return [];
    const memo = memos.get(audience.purpose) ?? begun(program);
    memos.set(audience.purpose, memo);
    return memo.matches(audience.start, view) ? [audience.key] : [];
  });
}

function begun(program: LiveProgram): Memo {
  const memo = new Memo(program);
  memo.begin();
  return memo;
}
