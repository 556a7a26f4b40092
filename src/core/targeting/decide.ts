import type { Gate, PermittedView } from "../profile/gate.ts";
import type { CompiledExperience, CompiledVariant, Content } from "../program/compiled.ts";
import type { LiveProgram } from "../program/live.ts";
import { bucketAt, pickWeighted } from "./bucket.ts";
import { Memo } from "./evaluate.ts";

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
}

export interface SlotDecision {
  readonly experience: string | null;
  readonly variant: string | null;
  /** Null: keep the page's own content. */
  readonly content: Content | null;
  readonly reason: SlotReason;
  readonly because: readonly Because[];
}

/** Everything a decision is a function of, besides the program. */
export interface Situation {
  readonly gate: Gate;
  /** What an assignment sticks to; null: only experiences with a single variant are shown. */
  readonly unit: string | null;
  readonly consentVersion: number | null;
  readonly locale: string;
  readonly now: number;
}

const NOTHING = { experience: null, variant: null, content: null, because: [] } as const;
const memos = new WeakMap<LiveProgram, Memo[]>();

/** Decides every slot: the first experience by priority whose schedule, purpose and condition all hold. Pure and replayable. */
export function decideSlots(program: LiveProgram, slots: readonly string[], situation: Situation): readonly SlotDecision[] {
  const begun = { purposes: 0 };
  return slots.map((slot) =>
    program.knownSlots.has(slot) ? decideSlot(program, slot, situation, begun) : { ...NOTHING, reason: "unknown-slot" },
  );
}

function decideSlot(program: LiveProgram, slot: string, situation: Situation, begun: { purposes: number }): SlotDecision {
  let reason: SlotReason = "default";
  for (const experience of program.slots.get(slot) ?? []) {
    if (!isScheduled(experience, situation.now)) {
      if (reason === "default") reason = "scheduled-out";
      continue;
    }
    const view = situation.gate.view(experience.purpose);
    if (view === null) {
      reason = "no-consent";
      continue;
    }
    if (!memoFor(program, experience.purpose, begun).matches(experience.start, view)) continue;
    const variant = assign(experience, situation.unit);
    if (variant) return shown(program, experience, variant, view, situation);
  }
  return { ...NOTHING, reason };
}

function isScheduled(experience: CompiledExperience, now: number): boolean {
  return (experience.from === null || experience.from <= now) && (experience.until === null || now < experience.until);
}

function memoFor(program: LiveProgram, purpose: number, begun: { purposes: number }): Memo {
  let ofProgram = memos.get(program);
  if (!ofProgram) memos.set(program, (ofProgram = []));
  const memo = (ofProgram[purpose] ??= new Memo(program));
  if ((begun.purposes & (1 << purpose)) === 0) {
    begun.purposes |= 1 << purpose;
    memo.begin();
  }
  return memo;
}

function assign(experience: CompiledExperience, unit: string | null): CompiledVariant | null {
  const { variants } = experience;
  if (variants.length === 1) return variants[0] ?? null;
  if (unit === null) return null;
  const picked = pickWeighted(
    variants.map((variant) => variant.weight),
    bucketAt(experience.key, unit),
  );
  return variants[picked] ?? null;
}

function shown(
  program: LiveProgram,
  experience: CompiledExperience,
  variant: CompiledVariant,
  view: PermittedView,
  situation: Situation,
): SlotDecision {
  const purpose = program.compiled.purposes[experience.purpose]?.key ?? "";
  const because = experience.reads.flatMap((index): readonly Because[] => {
    const attribute = program.attributes[index];
    if (!attribute || view.read(index) === undefined) return [];
    return [{ attribute: attribute.key, source: attribute.source, purpose, consentVersion: situation.consentVersion }];
  });
  return {
    experience: experience.key,
    variant: variant.key,
    content: variant.content[situation.locale] ?? null,
    reason: "matched",
    because,
  };
}

/** The program's locale that fits a wanted language tag best: itself, its language, else the first. */
export function localeOf(locales: readonly string[], wanted: string | null): string {
  const [fallback = "en"] = locales;
  if (!wanted) return fallback;
  const lower = wanted.toLowerCase();
  const exact = locales.find((locale) => locale.toLowerCase() === lower);
  const [language] = lower.split("-");
  return exact ?? locales.find((locale) => locale.toLowerCase().split("-")[0] === language) ?? fallback;
}
