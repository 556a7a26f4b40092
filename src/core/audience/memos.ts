import type { LiveProgram } from "../program/live.ts";
import { Memo } from "./evaluate.ts";

/** A decision under way, and of which purposes its memo was begun. */
export interface Begun {
  readonly program: LiveProgram;
  begun: number;
}

const memos = new WeakMap<LiveProgram, Memo[]>();

/** What a decision remembers for a purpose: the memo of the program, begun anew once a decision. */
export function memoFor(run: Begun, purpose: number): Memo {
  let ofProgram = memos.get(run.program);
  if (!ofProgram) memos.set(run.program, (ofProgram = []));
  const memo = (ofProgram[purpose] ??= new Memo(run.program));
  if ((run.begun & (1 << purpose)) === 0) {
    run.begun |= 1 << purpose;
    memo.begin();
  }
  return memo;
}
