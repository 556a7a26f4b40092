import { addDuration, type Instant } from "../kernel/instant.ts";
import type { Purge } from "../profile/purge.ts";
import type { CompiledGoal } from "../program/compiled-experiment.ts";
import type { LiveProgram } from "../program/live.ts";
import type { DecisionRecord } from "./decision-record.ts";

/** An event of a person, by name. */
export interface Happened {
  readonly name: string;
  readonly at: Instant;
}

/** A goal of what somebody was shown that they reached in its window. */
export interface ReachedGoal {
  readonly goal: CompiledGoal;
  readonly at: Instant;
}

/** The goals of a decision that were reached after it, each once; what a purge is to take is not read. */
export function reachedAfter(
  program: LiveProgram,
  { experience, at }: Pick<DecisionRecord, "experience" | "at">,
  events: readonly Happened[],
  purges: readonly Purge[],
): readonly ReachedGoal[] {
  const goals = program.experienceOf.get(experience)?.goals ?? [];
  return goals.flatMap((index): readonly ReachedGoal[] => {
    const goal = program.compiled.goals[index];
    if (!goal) return [];
    const purpose = program.compiled.purposes[goal.purpose]?.key ?? "";
    const isOver = (event: Happened): boolean => purges.some((purge) => event.at <= purge.at && purge.purposes.includes(purpose));
    const end = addDuration(at, goal.window);
    const within = events.filter((event) => event.name === goal.event && event.at >= at && event.at < end && !isOver(event));
    return within.length === 0 ? [] : [{ goal, at: Math.min(...within.map((event) => event.at)) }];
  });
}

/** The events that the goals of what belongs to a moment are reached by. */
export function goalEvents({ compiled }: Pick<LiveProgram, "compiled">): readonly string[] {
  const goals = compiled.experiences.flatMap(({ moment, goals: own }) => (moment ? own : []));
  return [...new Set(goals.flatMap((index) => compiled.goals[index]?.event ?? []))];
}
