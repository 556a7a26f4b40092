import { Memo } from "../audience/evaluate.ts";
import type { Gate, PermittedView } from "../profile/gate.ts";
import type { CompiledContext } from "../program/compiled-experiment.ts";
import type { CompiledExperience } from "../program/compiled-experience.ts";
import type { LiveProgram } from "../program/live.ts";

/**
 * The context a bandit draws in: that of the value the request brings, or of the first audience that holds, as far as the
 * purpose of the experience may see it; else everybody else's. Null for what does not learn by contexts.
 */
export function contextOf(
  program: LiveProgram,
  { draw }: CompiledExperience,
  view: PermittedView,
  matches: (start: number) => boolean,
): CompiledContext | null {
  const by = draw?.bandit?.by ?? null;
  if (by === null) return null;
  const { attribute, audiences, contexts } = by;
  const value = attribute === null ? undefined : view.read(attribute);
  const at = attribute === null ? audiences.findIndex(holds) : contexts.findIndex(({ key }) => key === value);
  return contexts[at] ?? contexts[contexts.length - 1] ?? null;

  function holds(index: number): boolean {
    const audience = program.compiled.audiences[index];
    return audience !== undefined && matches(audience.start);
  }
}

/** The same outside of a decision under way. */
export function contextIn(program: LiveProgram, experience: CompiledExperience, gate: Gate): CompiledContext | null {
  const view = experience.draw?.bandit?.by ? gate.view(experience.purpose) : null;
  if (view === null) return null;
  const memo = new Memo(program);
  memo.begin();
  return contextOf(program, experience, view, (start) => memo.matches(start, view));
}
