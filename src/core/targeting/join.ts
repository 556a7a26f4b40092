import type { LiveProgram } from "../program/live.ts";
import { experienceOf, type Trial, type Trials } from "./trial.ts";

/** By experience: the variant a person stays with. */
export type Sticky = { readonly [experience: string]: string };

const MOST_STICKY = 20;

/**
 * Joins the trials of a record to those of its root, once. What only the record was shown the root takes over; of what both
 * were shown the root's variant holds, and where they differ the unit leaves the analysis. The record is counted no more.
 */
export function joinTrials(root: Trials, child: Trials, id: string): { readonly root: Trials; readonly child: Trials } {
  const joined = { ...root };
  for (const [experience, trial] of Object.entries(child)) {
    const known = root[experience];
    if (!known?.of?.includes(id)) joined[experience] = known ? both(known, trial, id) : taken(trial, id);
  }
  const own = Object.keys(child).flatMap((experience) => {
    const known = joined[experience];
    return known ? [[experience, apart(known)] as const] : [];
  });
  return { root: joined, child: Object.fromEntries(own) };
}

/** What a record keeps of its root when they part: the variants it was shown, without being counted for them. */
export function partTrials(root: Trials, child: Trials): Trials {
  return { ...child, ...Object.fromEntries(Object.entries(root).map(([experience, trial]) => [experience, apart(trial)])) };
}

function apart({ variant, at }: Trial): Trial {
  return { variant, at, joined: true, goals: {} };
}

/** A unit that is counted elsewhere is not counted here. */
function taken({ joined, of: before = [], ...trial }: Trial, id: string): Trial {
  return { ...trial, ...(joined ? { reassigned: true as const } : {}), of: [...before, id] };
}

function both(root: Trial, child: Trial, id: string): Trial {
  const isOther = root.variant !== child.variant || child.reassigned === true || child.joined === true;
  const mark = isOther ? { reassigned: true as const } : {};
  const goals = Object.entries(root.goals).map(([goal, [value, before]]) => {
    const [more, earlier] = child.goals[goal] ?? [0, 0];
    return [goal, [value + more, before + earlier] as const] as const;
  });
  const at = isOther ? root.at : Math.min(root.at, child.at);
  const first = at === root.at ? root : child;
  const context = first.context === undefined ? {} : { context: first.context };
  return { ...root, ...context, ...mark, at, goals: isOther ? root.goals : Object.fromEntries(goals), of: [...(root.of ?? []), id] };
}

/** The variants a person stays with: those of their trials, the latest first, then what a pass knows of already. */
export function stickyOf(program: LiveProgram, trials: Trials, known: Sticky): Sticky {
  const latest = Object.entries(trials)
    .toSorted(([, a], [, b]) => b.at - a.at)
    .map(([experience, { variant }]) => [experience, variant] as const);
  const all = [...latest, ...Object.entries(known).filter(([experience]) => trials[experience] === undefined)];
  return Object.fromEntries(all.filter(([experience]) => experienceOf(program, experience)).slice(0, MOST_STICKY));
}
