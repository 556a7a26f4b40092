import { memoFor } from "../audience/memos.ts";
import type { CompiledMoment, Trust } from "../program/compiled-moment.ts";
import type { LiveProgram } from "../program/live.ts";
import type { Because, Situation, SlotDecision } from "./decide.ts";

/** What a moment shows for trust in a slot. */
export interface ShownTrust {
  readonly moment: string;
  /** How people call it; null where it has no name. */
  readonly name: string | null;
  readonly elements: readonly Trust[];
  /** What it rests on besides what the content of the slot does. */
  readonly because: readonly Because[];
}

type Chosen = Pick<SlotDecision, "experience">;

/**
 * What stands in each slot for trust: of the moment its content belongs to, and of each moment that is shown there by itself
 * and was entered, as far as its purpose may see. Undefined where no moment of the site shows anything.
 */
export function trustBeside(
  program: LiveProgram,
  slots: readonly string[],
  chosen: readonly Chosen[],
  situation: Situation,
): readonly (readonly ShownTrust[])[] | undefined {
  const { trust } = program;
  if (trust === null) return undefined;
  const run = { program, begun: 0 };
  return slots.map((slot, at) => {
    const beside = trust.beside.get(chosen[at]?.experience ?? "");
    const alone = (trust.bySlot.get(slot) ?? []).filter((moment) => moment !== beside && isEntered(run, moment, situation));
    return [
      ...(beside ? [shown(beside, situation, [])] : []),
      ...alone.map((moment) => shown(moment, situation, becauseOf(program, moment, situation))),
    ];
  });
}

function isEntered(run: Parameters<typeof memoFor>[0], { purpose, reads, start }: CompiledMoment, { gate }: Situation): boolean {
  const view = gate.view(purpose);
  return view !== null && !view.withholds(reads) && memoFor(run, purpose).matches(start, view);
}

function shown({ key, name, trust }: CompiledMoment, { locale }: Situation, because: readonly Because[]): ShownTrust {
  return { moment: key, name: name?.[locale] ?? null, elements: trust[locale] ?? [], because };
}

function becauseOf(
  { attributes, compiled }: LiveProgram,
  { purpose: at, reads }: CompiledMoment,
  { gate, consentVersion }: Situation,
): readonly Because[] {
  const [view, purpose] = [gate.view(at), compiled.purposes[at]?.key ?? ""];
  return reads.flatMap((index) => {
    const attribute = view?.read(index) === undefined ? undefined : attributes[index];
    return attribute ? [{ attribute: attribute.key, source: attribute.source, purpose, consentVersion }] : [];
  });
}
