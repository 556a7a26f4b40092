import type { Delta } from "../consent/pass.ts";
import { isNo, saidOf, type ConsentState } from "../consent/state.ts";
import type { LiveProgram } from "../program/live.ts";
import { bitsOf, purposesOfEvent } from "./purge.ts";

/** Of the events a pass still carries those that no ended purpose has a part in: the others wait for the profile, which knows what is left of them. */
export function withoutEnded(program: LiveProgram, deltas: readonly Delta[], ended: readonly string[]): readonly Delta[] {
  if (deltas.length === 0 || ended.length === 0) return deltas;
  const gone = bitsOf(program, ended);
  return deltas.filter(({ event, fields }) => (purposesOfEvent(program, { name: event, fields }) & gone) === 0);
}

/** The keys of the program's purposes that a state says no to. */
export function refusedIn(program: LiveProgram, state: ConsentState): readonly string[] {
  return program.compiled.purposes.flatMap(({ key }) => (isNo(saidOf(state, key)) ? [key] : []));
}
