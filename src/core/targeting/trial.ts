import { addDuration, type Instant } from "../kernel/instant.ts";
import type { CompiledExperience } from "../program/compiled-experience.ts";
import type { CompiledGoal } from "../program/compiled-experiment.ts";
import type { LiveProgram } from "../program/live.ts";

/** What one unit came to in one experience. */
export interface Trial {
  readonly variant: string;
  /** Of its first exposure to it. */
  readonly at: Instant;
  /** True for a unit that was shown more than one variant: it keeps the first, and leaves the analysis. */
  readonly reassigned?: true;
  /** True for a record whose unit is counted at another it was joined to, or was. */
  readonly joined?: true;
  /** The records that were joined to it. */
  readonly of?: readonly string[];
  /** The context of that exposure, where a bandit learns by one. */
  readonly context?: string | undefined;
  /** By goal: what it came to in the window after the exposure, and in the one before. */
  readonly goals: { readonly [goal: string]: readonly [value: number, before: number] };
}

/** The experiences a unit was exposed to, by key. */
export type Trials = { readonly [experience: string]: Trial };

/** What a goal is counted from. */
export interface Reached {
  readonly name: string;
  readonly at: Instant;
  readonly fields: { readonly [field: string]: unknown };
}

export interface Shown {
  readonly experience: string;
  readonly variant: string;
  readonly context?: string | undefined;
  readonly at: Instant;
}

/** True where an exposure says something new of the unit: then its events must be at hand to take it in. */
export function isNews(trials: Trials, { experience, variant, at }: Shown): boolean {
  const known = trials[experience];
  return known === undefined || isBefore({ variant, at }, known) || (variant !== known.variant && known.reassigned !== true);
}

/**
 * Takes an exposure in. The first one by time counts, however late it arrives, and its windows are counted from all events
 * of the unit; so neither order nor repetition matters. Goals of purposes not allowed now (`mask`) are left out.
 */
export function expose(program: LiveProgram, trials: Trials, shown: Shown, events: readonly Reached[], mask: number): Trials {
  const experience = experienceOf(program, shown.experience);
  if (!experience || !isNews(trials, shown)) return trials;
  const counted = goalsOf(program, experience).filter(({ purpose }) => isAllowed(mask, purpose));
  if (counted.length === 0 && !mayStick(program, mask)) return trials;
  const known = trials[shown.experience];
  const { variant, at, ...mark } = firstOf(known, shown);
  const { context } = known && !isBefore(shown, known) ? known : shown;
  const goals = Object.fromEntries(counted.map((goal) => [goal.key, valueOf(goal, at, events)]));
  return { ...trials, [shown.experience]: { ...known, variant, at, ...inThat(context), ...mark, goals } };
}

function inThat(context: string | undefined): Pick<Trial, "context"> {
  return context === undefined ? {} : { context };
}

type Moment = Pick<Trial, "variant" | "at">;

function isBefore(a: Moment, b: Moment): boolean {
  return a.at < b.at || (a.at === b.at && a.variant < b.variant);
}

function firstOf(known: Trial | undefined, { variant, at }: Shown): Omit<Trial, "goals"> {
  if (known === undefined) return { variant, at };
  const mark = known.reassigned === true || known.variant !== variant ? { reassigned: true as const } : {};
  return isBefore({ variant, at }, known) ? { variant, at, ...mark } : { variant: known.variant, at: known.at, ...mark };
}

/** Adds an event, not counted before, to the goals it reaches. */
export function reach(program: LiveProgram, trials: Trials, event: Reached, mask: number): Trials {
  const changed = Object.entries(trials).flatMap(([key, trial]): [string, Trial][] => {
    const goals = reachedBy(program, key, trial, event, mask);
    return goals.length > 0 ? [[key, { ...trial, goals: { ...trial.goals, ...Object.fromEntries(goals) } }]] : [];
  });
  return changed.length === 0 ? trials : { ...trials, ...Object.fromEntries(changed) };
}

/** The goals of a trial that an event changes, with what they then come to. */
function reachedBy(program: LiveProgram, key: string, trial: Trial, event: Reached, mask: number): [string, readonly [number, number]][] {
  const experience = experienceOf(program, key);
  const goals = experience ? goalsOf(program, experience) : [];
  return goals.flatMap((goal): [string, readonly [number, number]][] => {
    const known = trial.goals[goal.key];
    if (known === undefined || goal.event !== event.name || !isAllowed(mask, goal.purpose)) return [];
    const [value, before] = valueOf(goal, trial.at, [event]);
    const added = [limited(goal, known[0] + value), limited(goal, known[1] + before)] as const;
    return added[0] === known[0] && added[1] === known[1] ? [] : [[goal.key, added]];
  });
}

function isAllowed(mask: number, purpose: number): boolean {
  return (mask & (1 << purpose)) !== 0;
}

/**
 * What trials keep of what is allowed: an assignment sticks for what is functional, or as long as a goal is counted of it;
 * the context it was made in, while the purpose of its experience may see it.
 */
export function keptTrials(program: LiveProgram, trials: Trials, mask: number): Trials {
  const isCounted = (key: string): boolean => {
    const goal = program.compiled.goals.find((item) => item.key === key);
    return goal !== undefined && isAllowed(mask, goal.purpose);
  };
  const kept = Object.entries(trials).map(([key, trial]): [string, Trial] => {
    const goals = Object.entries(trial.goals).filter(([goal]) => isCounted(goal));
    const { context, ...bare } = trial;
    const purpose = experienceOf(program, key)?.purpose ?? 31;
    return [key, { ...bare, ...inThat(isAllowed(mask, purpose) ? context : undefined), goals: Object.fromEntries(goals) }];
  });
  return Object.fromEntries(kept.filter(([, { goals }]) => mayStick(program, mask) || Object.keys(goals).length > 0));
}

/** True where something may be remembered of a person to serve them alike: a functional purpose is allowed. */
export function mayStick(program: LiveProgram, mask: number): boolean {
  return program.compiled.purposes.some((purpose, index) => purpose.class === "functional" && (mask & (1 << index)) !== 0);
}

function valueOf(goal: CompiledGoal, exposed: Instant, events: readonly Reached[]): readonly [number, number] {
  const end = addDuration(exposed, goal.window);
  const start = exposed - (end - exposed);
  let [value, before] = [0, 0];
  for (const event of events) {
    if (event.name !== goal.event || event.at < start || event.at >= end) continue;
    const worth = goal.value === null ? 1 : numberIn(event.fields[goal.value]);
    if (event.at < exposed) before += worth;
    else value += worth;
  }
  return [limited(goal, value), limited(goal, before)];
}

/** A goal without a value is reached or not, however often. */
function limited(goal: CompiledGoal, value: number): number {
  return goal.value === null ? Math.min(1, value) : value;
}

function numberIn(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

function goalsOf(program: LiveProgram, experience: CompiledExperience): readonly CompiledGoal[] {
  return experience.goals.flatMap((index) => program.compiled.goals[index] ?? []);
}

/** An experience that units are compared in; undefined for any other. */
export function experienceOf(program: LiveProgram, key: string): CompiledExperience | undefined {
  const experience = program.experienceOf.get(key);
  return experience && experience.draw !== null ? experience : undefined;
}
