import { addDuration, type Instant } from "../kernel/instant.ts";
import type { CompiledAdvisor } from "../program/compiled-advisor.ts";
import type { LiveProgram } from "../program/live.ts";
import { decideExperiences, type Situation, type SlotDecision } from "./decide.ts";
import { inWords } from "./explain-person.ts";

/** What became of a hint for one person. */
export interface Told {
  readonly experience: string;
  readonly at: Instant;
}

/** How often a hint was taken and ignored, whoever it was for. */
export interface Taken {
  readonly taken: number;
  readonly ignored: number;
}

/** An adviser reads a few hints, not a list. */
const MOST_HINTS = 5;
const views = new WeakMap<LiveProgram, LiveProgram>();

/**
 * The hints for one person, each with its reasons in words: what holds now and does not rest since it was taken or ignored.
 * What advisers take more often comes first; among equals the order of the program holds. Pure.
 */
export function hintsFor(
  program: LiveProgram,
  advisor: CompiledAdvisor,
  situation: Situation,
  explicit: number,
  known: { readonly told: readonly Told[]; readonly taken: ReadonlyMap<string, Taken> },
): readonly SlotDecision[] {
  const adviser = programOfAdviser(program, advisor);
  const resting = new Set(known.told.filter(({ at }) => addDuration(at, advisor.rest) > situation.now).map(({ experience }) => experience));
  const keys = [...adviser.experiences.keys()].filter((key) => !resting.has(key));
  return decideExperiences(adviser, keys, situation)
    .filter(({ reason, content }) => reason === "matched" && content !== null)
    .toSorted((a, b) => shareTaken(known.taken, b) - shareTaken(known.taken, a))
    .slice(0, MOST_HINTS)
    .map((hint) => inWords(program, hint, situation, explicit));
}

/** Of how many the hint was taken, as if it had been both taken and ignored once before: little is no proof. */
function shareTaken(taken: ReadonlyMap<string, Taken>, { experience }: SlotDecision): number {
  const counted = taken.get(experience ?? "") ?? { taken: 0, ignored: 0 };
  return (counted.taken + 1) / (counted.taken + counted.ignored + 2);
}

/** The same program with the adviser's slot alone, which no page has. */
function programOfAdviser(program: LiveProgram, { slot }: CompiledAdvisor): LiveProgram {
  const known = views.get(program);
  if (known) return known;
  const { experiences } = program.compiled;
  const own = (program.compiled.slots[slot] ?? []).flatMap((index) => experiences[index] ?? []);
  const view = { ...program, experiences: new Map(own.map((item) => [item.key, item])), knownSlots: new Set([slot]) };
  views.set(program, view);
  return view;
}
