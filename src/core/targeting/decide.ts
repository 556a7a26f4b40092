import type { Gate, PermittedView } from "../profile/gate.ts";
import type { CompiledExperience, CompiledVariant, Content } from "../program/compiled-experience.ts";
import type { CompiledRecommend } from "../program/compiled-catalogue.ts";
import type { LiveProgram } from "../program/live.ts";
import type { SlotIndex } from "../program/slot-index.ts";
import { chooseItems, recordedItems, type Items } from "./recommend.ts";
import { isFree, takes, type Allowance } from "./allowance.ts";
import { assign, type Assigned } from "./assign.ts";
import { candidates } from "./candidates.ts";
import { contextOf } from "./context.ts";
import type { Sticky } from "./join.ts";
import { reasonAlone, reasonOf } from "./nothing.ts";
import { isScheduled } from "./schedule.ts";
import { memoFor } from "../audience/memos.ts";

export type SlotReason =
  | "matched"
  | "default"
  | "no-consent"
  | "capped"
  | "holdout"
  | "excluded"
  | "scheduled-out"
  | "unknown-slot"
  | "error";

/** One attribute a decision used, and by what right. */
export interface Because {
  readonly attribute: string;
  readonly source: string;
  readonly purpose: string;
  /** Version of the consent it rests on; null where none was needed. */
  readonly consentVersion: number | null;
  /** The same for the person to read, where it was asked for. */
  readonly sentence?: string;
}

export interface SlotDecision {
  readonly experience: string | null;
  readonly variant: string | null;
  /** Null: keep the page's own content. */
  readonly content: Content | null;
  readonly reason: SlotReason;
  readonly because: readonly Because[];
  /** False for a fallback shown to who is not in the experiment: its exposure is not counted. */
  readonly counted: boolean;
  /** The one a bandit drew it in, where it learns by contexts. */
  readonly context?: string;
  /** The keys of the items it shows, where it recommends. */
  readonly items?: readonly string[];
}

/** Everything a decision is a function of, besides the program. */
export interface Situation {
  readonly gate: Gate;
  /** What an assignment sticks to; null: nothing that needs one is shown, but for fallbacks. */
  readonly unit: string | null;
  readonly consentVersion: number | null;
  readonly locale: string;
  readonly now: number;
  /** What may still be shown of what is capped; null where nothing may be remembered of the person. */
  readonly allowance?: Allowance | null;
  readonly sticky?: Sticky | undefined;
  /** Set where a decision is made again: the items of then. */
  readonly items?: Items | undefined;
}

const DEFAULTS = {
  default: nothing("default"),
  "no-consent": nothing("no-consent"),
  "scheduled-out": nothing("scheduled-out"),
  capped: nothing("capped"),
  holdout: nothing("holdout"),
  excluded: nothing("excluded"),
  "unknown-slot": nothing("unknown-slot"),
} as const;

function nothing(reason: SlotReason): SlotDecision {
  return { experience: null, variant: null, content: null, reason, because: [], counted: true };
}

/** One decision under way, and of which purposes its memo was begun. */
interface Run {
  readonly program: LiveProgram;
  readonly situation: Situation;
  begun: number;
  /** What kept the person from the first experience of the slot that could have been theirs. */
  kept: "holdout" | "excluded" | "no-consent" | "capped" | null;
  /** How often each cap was taken from. */
  readonly taken: Map<number, number>;
}

/** Decides every slot: the first experience by priority whose schedule, purpose, condition and assignment all hold. Pure and replayable. */
export function decideSlots(program: LiveProgram, slots: readonly string[], situation: Situation): readonly SlotDecision[] {
  const run: Run = { program, situation, begun: 0, kept: null, taken: new Map() };
  return slots.map((slot) => {
    if (!program.knownSlots.has(slot)) return DEFAULTS["unknown-slot"];
    const index = program.slots.get(slot);
    if (!index) return DEFAULTS.default;
    run.kept = null;
    return firstMatch(run, index) ?? DEFAULTS[run.kept ?? reasonOf(index, situation)];
  });
}

/** Decides experiences by themselves, whatever else their slots would show. One the site does not have is an unknown slot. */
export function decideExperiences(program: LiveProgram, keys: readonly string[], situation: Situation): readonly SlotDecision[] {
  const run: Run = { program, situation, begun: 0, kept: null, taken: new Map() };
  return keys.map((key) => {
    const experience = program.experiences.get(key);
    if (!experience) return DEFAULTS["unknown-slot"];
    run.kept = null;
    return tryExperience(run, experience) ?? DEFAULTS[run.kept ?? reasonAlone(experience, situation)];
  });
}

/** Walks the positions that could match in order of priority: the lists are sorted, so the least head is always next. */
function firstMatch(run: Run, index: SlotIndex): SlotDecision | null {
  const lists = candidates(run.situation.gate, index);
  const heads = lists.map(() => 0);
  for (;;) {
    let least = Number.POSITIVE_INFINITY;
    let from = -1;
    for (let at = 0; at < lists.length; at++) {
      const position = lists[at]?.[heads[at] ?? 0] ?? Number.POSITIVE_INFINITY;
      if (position < least) {
        least = position;
        from = at;
      }
    }
    if (from < 0) return null;
    heads[from] = (heads[from] ?? 0) + 1;
    const decision = tryExperience(run, index.experiences[least]);
    if (decision) return decision;
  }
}

function tryExperience(run: Run, experience: CompiledExperience | undefined): SlotDecision | null {
  if (!experience || !fits(run, experience)) return null;
  const assigned = assigning(run, experience);
  if (typeof assigned === "string") {
    if (assigned !== "no-unit") run.kept ??= assigned;
    return null;
  }
  return tryVariant(run, experience, assigned);
}

/** Assigns the unit, in its context where a bandit learns by one. */
function assigning(run: Run, experience: CompiledExperience): Assigned {
  const { program, situation } = run;
  const view = experience.draw?.bandit?.by ? situation.gate.view(experience.purpose) : null;
  const memo = view && memoFor(run, experience.purpose);
  const context = view && memo && contextOf(program, experience, view, (start) => memo.matches(start, view));
  return assign(program, experience, situation.unit, situation.now, situation.sticky, context);
}

function tryVariant(run: Run, experience: CompiledExperience, assigned: Exclude<Assigned, string>): SlotDecision | null {
  const { program, situation } = run;
  const variant = experience.variants[assigned.variant];
  const view = situation.gate.view(experience.purpose);
  if (!variant || !view) return null;
  const plain = shown(program, experience, variant, view, situation, assigned.counted);
  const bare = assigned.context === undefined ? plain : { ...plain, context: assigned.context };
  const decision = variant.recommend ? withItems(run, bare, variant.recommend, view) : bare;
  return decision && takesFrom(run, experience) ? decision : null;
}

/** Takes a showing from each cap of an experience, or says what keeps it from being shown. */
function takesFrom(run: Run, experience: CompiledExperience): boolean {
  if (isFree(experience)) return true;
  const { allowance = null, now } = run.situation;
  if (allowance !== null && takes(run.program, allowance, experience, run.taken, now)) return true;
  run.kept ??= allowance === null ? "no-consent" : "capped";
  return false;
}

/** True where schedule, purpose, condition and requirements all hold. */
function fits(run: Run, experience: CompiledExperience): boolean {
  const { gate, now } = run.situation;
  const view = isScheduled(experience, now) ? gate.view(experience.purpose) : null;
  if (view === null) return false;
  if (view.withholds(experience.reads)) {
    run.kept ??= "no-consent";
    return false;
  }
  return memoFor(run, experience.purpose).matches(experience.start, view) && meetsRequirements(run, experience);
}

/** What is required is that the unit be assigned to one of the variants, whether or not its slot shows it. */
function meetsRequirements(run: Run, { requires }: CompiledExperience): boolean {
  const { program } = run;
  return requires.every(({ experience: index, variants }) => {
    const required = program.compiled.experiences[index];
    if (!required || !fits(run, required)) return false;
    const assigned = assigning(run, required);
    return typeof assigned !== "string" && assigned.counted && variants.includes(assigned.variant);
  });
}

/** The decision with items beside its content; null where there are too few. */
function withItems(
  { program, situation }: Run,
  decision: SlotDecision,
  recommend: CompiledRecommend,
  view: PermittedView,
): SlotDecision | null {
  const { items } = situation;
  const chosen = items
    ? recordedItems(program, recommend, items[decision.experience ?? ""], situation)
    : chooseItems(program, recommend, view, situation);
  if (!chosen) return null;
  const by = chosen.leftOutBy;
  const isTold = by === null || decision.because.some(({ attribute }) => attribute === by.attribute);
  return {
    ...decision,
    content: { ...decision.content, ...chosen.content },
    items: chosen.keys,
    because: isTold ? decision.because : [...decision.because, { ...by, consentVersion: situation.consentVersion }],
  };
}

function shown(
  program: LiveProgram,
  experience: CompiledExperience,
  variant: CompiledVariant,
  view: PermittedView,
  situation: Situation,
  counted: boolean,
): SlotDecision {
  const purpose = program.compiled.purposes[experience.purpose]?.key ?? "";
  const because: Because[] = [];
  for (const index of experience.reads) {
    const attribute = view.read(index) === undefined ? undefined : program.attributes[index];
    if (attribute) because.push({ attribute: attribute.key, source: attribute.source, purpose, consentVersion: situation.consentVersion });
  }
  return {
    experience: experience.key,
    variant: variant.key,
    content: variant.content[situation.locale] ?? null,
    reason: "matched",
    because,
    counted,
  };
}
