import type { Permit } from "../consent/permit.ts";
import { DAY } from "../kernel/instant.ts";
import type { Gate } from "../profile/gate.ts";
import { expiryOf } from "../profile/retention.ts";
import type { CompiledExperience } from "../program/compiled-experience.ts";
import type { LiveProgram } from "../program/live.ts";
import { isKeepable } from "../program/told-by-page.ts";
import { banditsOf, weightsIn, type Weights } from "../program/weights.ts";
import { contextIn } from "./context.ts";
import type { Situation } from "./decide.ts";
import { isSame, type DecisionRecord, type RecordedView } from "./decision-record.ts";
import type { Items } from "./recommend.ts";
import { isRecommending, recommends, replayed } from "./replay.ts";

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
  /** The keys of the items it showed, where they are known. */
  readonly items?: readonly string[] | undefined;
  /** True where it rested on something that is not in the situation. */
  readonly isLacking?: boolean;
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
  const isKnown = !shown.isLacking && shown.program !== "" && program.hash.startsWith(shown.program);
  for (const [at, experiences] of [[slot, considered] as const, [null, [experience]] as const]) {
    const seen = isKnown ? seenBy(program, experiences, shown) : null;
    const record = withItems(program, shown, {
      ...{ ...common, slot: at, ...endOf(program, experience, seen, shown) },
      view: seen && viewOf(program, seen, shown),
    });
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
  const read = [...values.keys()].flatMap((index) => program.attributes[index] ?? []);
  const view = {
    allowed: keysOf(program, permit.mask),
    explicit: keysOf(program, permit.explicit),
    sensitiveFree,
    values: Object.fromEntries(entries),
    ...fullOf(program, shown),
    ...(sticky && (isBandit || Object.keys(sticky).length > 0) ? { sticky } : {}),
    ...(isBandit ? { weights } : {}),
  };
  return !read.every(isKeepable) || JSON.stringify(view).length > MOST_TEXT ? null : view;
}

/** The record with the items that were shown; left as it is where nothing recommends, or the items of what was shown are not known. */
function withItems(program: LiveProgram, shown: Shown, record: DecisionRecord): DecisionRecord {
  const items = recommends(program, record) ? ownItems(program, shown) : null;
  return items && record.view ? withShort(program, { ...record, view: { ...record.view, items } }, items) : record;
}

function ownItems(program: LiveProgram, { experience, variant, items = [] }: Shown): Items | null {
  if (items.length > 0) return { [experience]: items };
  const shown = program.experiences.get(experience)?.variants.find(({ key }) => key === variant);
  return shown?.recommend ? null : {};
}

/** What recommends and would have come before what was shown had too few items, or it would have been shown. */
function withShort(program: LiveProgram, record: DecisionRecord, items: Items): DecisionRecord {
  const before = program.experiences.get(replayed(program, record)?.experience ?? record.experience);
  if (!record.view || !before || before.key === record.experience || before.key in items || !isRecommending(before)) return record;
  const more = { ...items, [before.key]: [] };
  return withShort(program, { ...record, view: { ...record.view, items: more } }, more);
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

function keysOf(program: LiveProgram, mask: number): readonly string[] {
  return program.compiled.purposes.flatMap(({ key }, index) => ((mask & (1 << index)) === 0 ? [] : [key]));
}
