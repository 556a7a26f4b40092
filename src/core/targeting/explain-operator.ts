import { Memo } from "../audience/evaluate.ts";
import type { Leaf } from "../condition/types.ts";
import type { CompiledExperience } from "../program/compiled-experience.ts";
import type { LiveProgram } from "../program/live.ts";
import { decideExperiences, type Situation, type SlotDecision, type SlotReason } from "./decide.ts";

/** A leaf that was asked, without the value it was asked of. */
export interface Asked extends Pick<Leaf, "attribute" | "path" | "operator" | "operand"> {
  readonly holds: boolean;
}

/** Why an experience of a slot is shown or not. */
export interface Considered {
  readonly experience: string;
  /** `outranked` would be shown, were it not for one of a higher priority. */
  readonly outcome:
    | "shown"
    | "outranked"
    | "condition"
    | "requires"
    | "too-few-items"
    | "no-unit"
    | Exclude<SlotReason, "matched" | "default">;
  readonly variant: string | null;
  /** What its condition asked, in order; where it failed, the last one is what it failed on. Empty where nothing may be looked at. */
  readonly asked: readonly Asked[];
}

const MOST = 100;

/** What became of each experience of a slot, highest priority first, for whoever runs the site. Pure; at most a hundred are told. */
export function considered(program: LiveProgram, slot: string, shown: SlotDecision, situation: Situation): readonly Considered[] {
  const experiences = (program.slots.get(slot)?.experiences ?? []).slice(0, MOST);
  const alone = decideExperiences(
    program,
    experiences.map(({ key }) => key),
    situation,
  );
  return experiences.map((experience, at) => {
    const trace = traceOf(program, experience, situation);
    const decision = alone[at];
    const outcome = outcomeOf(program, experience, decision, shown, trace, situation);
    return { experience: experience.key, outcome, variant: decision?.variant ?? null, asked: trace.asked };
  });
}

function outcomeOf(
  program: LiveProgram,
  { key, requires }: CompiledExperience,
  decision: SlotDecision | undefined,
  shown: SlotDecision,
  { holds }: Trace,
  situation: Situation,
): Considered["outcome"] {
  const reason = decision?.reason ?? "error";
  if (reason === "matched") return shown.experience === key ? "shown" : "outranked";
  if (reason !== "default") return reason;
  if (!holds) return "condition";
  if (isShort(program, key, situation)) return "too-few-items";
  return requires.length > 0 || situation.unit !== null ? "requires" : "no-unit";
}

/** True where it would be shown if items were not asked for. */
function isShort(program: LiveProgram, key: string, situation: Situation): boolean {
  const [decision] = decideExperiences(program, [key], { ...situation, items: {} });
  return decision?.reason === "matched";
}

interface Trace {
  readonly asked: readonly Asked[];
  readonly holds: boolean;
}

function traceOf(program: LiveProgram, experience: CompiledExperience, { gate }: Situation): Trace {
  const view = gate.view(experience.purpose);
  if (view === null || view.withholds(experience.reads)) return { asked: [], holds: false };
  const { steps, holds } = new Memo(program).trace(experience.start, view);
  const asked = steps.flatMap(({ leaf: index, holds: held }): readonly Asked[] => {
    const leaf = program.compiled.leaves[index];
    return leaf ? [{ ...leaf, holds: held }] : [];
  });
  return { asked, holds };
}
