import type { Instant } from "../kernel/instant.ts";
import { Gate } from "../profile/gate.ts";
import type { CompiledExperience } from "../program/compiled-experience.ts";
import { liveProgram, type LiveProgram } from "../program/live.ts";
import { weighed } from "../program/weights.ts";
import type { Allowance } from "./allowance.ts";
import { decideExperiences, decideSlots, type Situation, type SlotDecision } from "./decide.ts";
import type { DecisionRecord, RecordedView } from "./decision-record.ts";

/** Makes a recorded decision again, from its record and its program alone; null where the record has no view. */
export function replayed(program: LiveProgram, record: DecisionRecord): SlotDecision | null {
  const situation = situationOf(program, record);
  if (!situation) return null;
  const { slot, experience } = record;
  const [decision] = slot === null ? decideExperiences(program, [experience], situation) : decideSlots(program, [slot], situation);
  return decision ?? null;
}

/** The program as it drew when a record was made. */
export function asRecorded(program: LiveProgram, { view }: DecisionRecord): LiveProgram {
  if (!view?.weights) return program;
  return { ...liveProgram(weighed(program.compiled, view.weights), program.site), recommended: program.recommended };
}

/** True where the experience that was shown, or one before it in its slot, depends on what is recommended, and the record does not say on what. */
export function recommends(program: LiveProgram, { slot, experience: key, view }: DecisionRecord): boolean {
  if (view?.items) return false;
  const shown = program.experiences.get(key);
  const all = slot === null ? [] : (program.slots.get(slot)?.experiences ?? []);
  const considered = shown ? [...all.slice(0, Math.max(0, all.indexOf(shown))), shown] : [];
  return considered.some(isRecommending);
}

/** True where one of its variants shows items. */
export function isRecommending({ variants }: CompiledExperience): boolean {
  return variants.some(({ recommend }) => recommend !== null);
}

/** The situation a record was made in; null where it has no view. */
export function situationOf(program: LiveProgram, { view, unit, consentVersion, at }: DecisionRecord): Situation | null {
  if (!view) return null;
  const permit = { mask: bitsOf(program, view.allowed), explicit: bitsOf(program, view.explicit), why: [], state: [] };
  const values = program.attributes.map(({ key }) => view.values[key]);
  const locale = program.compiled.locales[0] ?? "en";
  return {
    gate: new Gate(program, permit, values, view.sensitiveFree),
    unit,
    consentVersion,
    locale,
    now: at,
    allowance: allowanceIn(program, view, at),
    sticky: view.sticky,
    items: view.items,
  };
}

function allowanceIn(program: LiveProgram, { full }: RecordedView, at: Instant): Allowance | null {
  if (!full) return null;
  const left = program.compiled.caps.map((cap) => (full.includes(cap.key) ? 0 : Number.POSITIVE_INFINITY));
  const rests = program.compiled.rests.filter(({ key }) => full.includes(key)).map(({ key }) => [key, at + 1] as const);
  return { left, rests: Object.fromEntries(rests) };
}

function bitsOf(program: LiveProgram, keys: readonly string[]): number {
  return keys.reduce((mask, key) => mask | (1 << (program.purposeIndex.get(key) ?? 31)), 0);
}
