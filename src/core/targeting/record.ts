import type { Permit } from "../consent/permit.ts";
import { DAY, type Instant } from "../kernel/instant.ts";
import { Gate } from "../profile/gate.ts";
import { expiryOf } from "../profile/retention.ts";
import type { CompiledExperience } from "../program/compiled-experience.ts";
import { liveProgram, type LiveProgram } from "../program/live.ts";
import { banditsOf, weighed, weightsIn, type Weights } from "../program/weights.ts";
import { contextIn } from "./context.ts";
import type { Sticky } from "./join.ts";
import type { Allowance } from "./allowance.ts";
import { decideExperiences, decideSlots, type Situation, type SlotDecision } from "./decide.ts";

/** What a decision was allowed to look at: permit and values, and nothing that no permitted purpose may see. */
export interface RecordedView {
  readonly allowed: readonly string[];
  /** Purposes the person said yes to themselves. */
  readonly explicit: readonly string[];
  readonly sensitiveFree: boolean;
  readonly values: { readonly [attribute: string]: unknown };
  /** Caps and rests that kept something else from being shown; left out where all that is capped was hidden. */
  readonly full?: readonly string[];
  /** The variants the person stayed with. */
  readonly sticky?: Sticky;
  /** What the bandits it could come to drew by. */
  readonly weights?: Weights;
}

/** A decision that was shown, with all it is a function of: program, view, unit and instant. */
export interface DecisionRecord {
  /** Of its exposure. */
  readonly id: string;
  readonly at: Instant;
  /** From here on it is not read, and purged: with the first of the values it holds, and after 30 days. */
  readonly expires: Instant;
  /** Purposes whose data it rests on: when one ends, so does the record. */
  readonly purposes: readonly string[];
  /** The hash of the program. */
  readonly program: string;
  readonly site: string;
  /** Null where the experience was decided by itself, as a flag. */
  readonly slot: string | null;
  readonly experience: string;
  readonly variant: string;
  readonly unit: string | null;
  readonly consentVersion: number | null;
  readonly rule: string;
  /** Null where what it rested on is not at hand any more, or too sensitive to be kept twice: it cannot be made again. */
  readonly view: RecordedView | null;
}

const MOST_DAYS = 30;
/** A view that takes more characters of JSON is not kept. */
const MOST_TEXT = 2_000;

/** What was shown, and the situation it was shown in. */
export interface Shown extends Pick<DecisionRecord, "id" | "experience" | "variant" | "rule"> {
  /** The hash of the program it was decided by begins with this. */
  readonly program: string;
  readonly situation: Situation;
  readonly permit: Pick<Permit, "mask" | "explicit">;
  readonly sensitiveFree: boolean;
}

/** The record of a decision. It holds a view only where deciding by it comes to what was shown; null for no experience of the site. */
export function recordOf(program: LiveProgram, shown: Shown): DecisionRecord | null {
  const experience = program.experiences.get(shown.experience);
  if (!experience) return null;
  const { id, variant, rule, situation } = shown;
  const [slot, considered] = slotOf(program, experience);
  const common = {
    ...{ id, at: situation.now, program: program.hash, site: program.site.key, experience: experience.key, variant, rule },
    ...{ unit: situation.unit, consentVersion: situation.consentVersion },
  };
  const isKnown = shown.program !== "" && program.hash.startsWith(shown.program);
  for (const [at, experiences] of [[slot, considered] as const, [null, [experience]] as const]) {
    const seen = isKnown ? seenBy(program, experiences, shown) : null;
    const record = { ...common, slot: at, ...endOf(program, experience, seen, shown), view: seen && viewOf(program, seen, shown) };
    if (record.view && isSame(record, replayed(program, record))) return record;
  }
  return { ...common, slot, ...endOf(program, experience, null, shown), view: null };
}

function slotOf(program: LiveProgram, experience: CompiledExperience): readonly [string | null, readonly CompiledExperience[]] {
  for (const [slot, { experiences }] of program.slots) if (experiences.includes(experience)) return [slot, experiences];
  return [null, [experience]];
}

/** The attributes, by index, that these experiences could see, and the purposes they were seen for. */
interface SeenValues {
  readonly purposes: ReadonlySet<number>;
  readonly values: ReadonlyMap<number, unknown>;
  readonly weights: Weights;
}

function seenBy(program: LiveProgram, experiences: readonly CompiledExperience[], { situation }: Shown): SeenValues {
  const purposes = new Set<number>();
  const values = new Map<number, unknown>();
  for (const { purpose, reads } of experiences) {
    const view = situation.gate.view(purpose);
    for (const index of reads) {
      const value = view?.read(index);
      if (value === undefined || !program.attributes[index]) continue;
      purposes.add(purpose);
      values.set(index, value);
    }
  }
  return { purposes, values, weights: weightsOf(program, experiences, situation.gate) };
}

function weightsOf(program: LiveProgram, experiences: readonly CompiledExperience[], gate: Gate): Weights {
  const bandits = banditsOf({ experiences: withRequired(program, experiences) });
  return weightsIn(bandits, (experience) => contextIn(program, experience, gate));
}

/** Experiences, and those whose assignment they ask for. */
function withRequired({ compiled }: LiveProgram, experiences: readonly CompiledExperience[]): readonly CompiledExperience[] {
  const all = new Set(experiences);
  for (const { requires } of all)
    for (const { experience } of requires) {
      const required = compiled.experiences[experience];
      if (required) all.add(required);
    }
  return [...all];
}

function viewOf(program: LiveProgram, { values, weights }: SeenValues, shown: Shown): RecordedView | null {
  const { permit, sensitiveFree } = shown;
  const { sticky } = shown.situation;
  const isBandit = Object.keys(weights).length > 0;
  const entries = [...values].map(([index, value]) => [program.attributes[index]?.key ?? "", value] as const);
  const isSensitive = [...values.keys()].some((index) => program.attributes[index]?.sensitivity === "sensitive");
  const view = {
    allowed: keysOf(program, permit.mask),
    explicit: keysOf(program, permit.explicit),
    sensitiveFree,
    values: Object.fromEntries(entries),
    ...fullOf(program, shown),
    ...(sticky && (isBandit || Object.keys(sticky).length > 0) ? { sticky } : {}),
    ...(isBandit ? { weights } : {}),
  };
  return isSensitive || JSON.stringify(view).length > MOST_TEXT ? null : view;
}

/** What was shown took from its own caps since: they had something left when it was decided. */
function fullOf(program: LiveProgram, { experience: key, situation }: Shown): Pick<RecordedView, "full"> {
  const { allowance = null, now } = situation;
  if (allowance === null) return {};
  const own = program.experiences.get(key);
  const caps = program.compiled.caps.filter((_, index) => !own?.caps.includes(index) && (allowance.left[index] ?? 0) <= 0);
  const rests = program.compiled.rests.filter((rest, index) => !own?.rests.includes(index) && (allowance.rests[rest.key] ?? 0) > now);
  return { full: [...caps, ...rests].map((item) => item.key) };
}

function allowanceIn(program: LiveProgram, { full }: RecordedView, at: Instant): Allowance | null {
  if (!full) return null;
  const left = program.compiled.caps.map((cap) => (full.includes(cap.key) ? 0 : Number.POSITIVE_INFINITY));
  const rests = program.compiled.rests.filter(({ key }) => full.includes(key)).map(({ key }) => [key, at + 1] as const);
  return { left, rests: Object.fromEntries(rests) };
}

function endOf(
  program: LiveProgram,
  { purpose }: CompiledExperience,
  seen: SeenValues | null,
  { situation, permit }: Shown,
): Pick<DecisionRecord, "expires" | "purposes"> {
  const ends = [...(seen?.values.keys() ?? [])].map((index) =>
    expiryOf(program, program.attributes[index] ?? { purposes: 0 }, situation.now, permit.mask),
  );
  const purposes = [...new Set([purpose, ...(seen?.purposes ?? [])])].map((index) => program.compiled.purposes[index]?.key ?? "");
  return { expires: Math.min(situation.now + MOST_DAYS * DAY, ...ends), purposes };
}

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

/** True where the experience that was shown, or one before it in its slot, depends on what is recommended: its order is not in the record. */
export function recommends(program: LiveProgram, { slot, experience: key }: DecisionRecord): boolean {
  const shown = program.experiences.get(key);
  const all = slot === null ? [] : (program.slots.get(slot)?.experiences ?? []);
  const considered = shown ? [...all.slice(0, Math.max(0, all.indexOf(shown))), shown] : [];
  return considered.some(({ variants }) => variants.some(({ recommend }) => recommend !== null));
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
  };
}

/** True where a decision made again came to what was shown. */
export function isSame({ experience, variant }: DecisionRecord, decision: SlotDecision | null): boolean {
  return decision?.experience === experience && decision.variant === variant;
}

/** True for a decision that says nothing which a kept one of the same day does not. */
export function isKept(kept: readonly DecisionRecord[], record: DecisionRecord): boolean {
  const facts = ({ program, slot, experience, variant, consentVersion }: DecisionRecord): string =>
    JSON.stringify([program, slot, experience, variant, consentVersion]);
  return kept.some((item) => item.id === record.id || (facts(item) === facts(record) && Math.abs(record.at - item.at) < DAY));
}

function keysOf(program: LiveProgram, mask: number): readonly string[] {
  return program.compiled.purposes.flatMap(({ key }, index) => ((mask & (1 << index)) === 0 ? [] : [key]));
}

function bitsOf(program: LiveProgram, keys: readonly string[]): number {
  return keys.reduce((mask, key) => mask | (1 << (program.purposeIndex.get(key) ?? 31)), 0);
}
