import { Memo } from "../audience/evaluate.ts";
import type { Lease } from "../consent/pass.ts";
import type { Permit } from "../consent/permit.ts";
import { directionOf } from "../consent/phrases/locale.ts";
import { DAY, type Instant } from "../kernel/instant.ts";
import type { Gate, PermittedView } from "../profile/gate.ts";
import { ALL_ASKS, OWED, restOfAsk, VISIT, VISIT_MS, type CompiledAsk, type CompiledBenefit } from "../program/compiled-ask.ts";
import type { CompiledProgram } from "../program/compiled.ts";
import type { Trust } from "../program/compiled-moment.ts";
import { benefitFor } from "./benefit.ts";
import { incentiveOfAsk, type Incentive } from "./incentive.ts";
import type { LiveProgram } from "../program/live.ts";

/** A question as it is put. */
export interface Question {
  readonly key: string;
  readonly slot: string;
  readonly question: string;
  readonly why: string;
  readonly benefit: string;
  readonly kind: CompiledAsk["kind"];
  /** Which of its benefits that is; null for its own. */
  readonly variant: string | null;
  /** What an answer is: a value of the attribute's type, or a yes. */
  readonly type: "string" | "number" | "boolean" | "list" | "consent";
  readonly field: CompiledAsk["field"];
  readonly choices: readonly { readonly value: string | number; readonly text: string }[];
  /** The purpose that a yes is asked to; null where a value is. */
  readonly consent: string | null;
  /** What is given for it, and what it is worth, where that is anything in money. */
  readonly incentive: Incentive | null;
  /** Its moment, and what that shows beside it for trust; not there where that is nothing. */
  readonly moment?: string;
  readonly trust?: readonly Trust[];
  readonly locale: string;
  readonly dir: "ltr" | "rtl";
}

/** What the choice of a question is a function of, besides the program and the slots of the page. */
export interface Asking {
  readonly gate: Gate;
  readonly permit: Pick<Permit, "mask" | "why">;
  /** Until when questions rest; null where that cannot be remembered of the person: then none is put. */
  readonly rests: Lease["rests"] | null;
  /** Attributes of which the visitor does not carry whether they are known. */
  readonly omitted: readonly string[];
  /** Whom a benefit sticks to. */
  readonly unit: string | null;
  readonly locale: string;
  readonly now: Instant;
}

const memos = new WeakMap<LiveProgram, Memo>();

/** The question to put, at most one: the first of these slots that is open, rests no more, and whose condition holds. */
export function chooseAsk(program: LiveProgram, slots: readonly string[], asking: Asking): Question | null {
  const { rests, now } = asking;
  if (program.asks.length === 0 || rests === null || isQuiet(rests, now)) return null;
  const chosen = program.asks.find(
    (ask) => !ask.isHalted && slots.includes(ask.slot) && (rests[restOfAsk(ask.key)] ?? 0) <= now && isOpen(program, ask, asking),
  );
  return chosen ? questionOf(program, chosen, asking) : null;
}

/** True while no question is put at all: in a visit that had one, in the days after one, in the silence after a no, and until a promise is kept. */
function isQuiet(rests: Lease["rests"], now: Instant): boolean {
  return Math.max(rests[ALL_ASKS] ?? 0, rests[VISIT] ?? 0, rests[OWED] ?? 0) > now;
}

/** True while there is something to answer: its purpose is allowed, its condition holds, and the answer is not known. */
function isOpen(program: LiveProgram, ask: CompiledAsk, { gate, permit, omitted }: Asking): boolean {
  const view = gate.view(ask.purpose);
  const wanted = ask.attribute === null ? ask.reads : [...ask.reads, ask.attribute];
  if (view === null || view.withholds(wanted) || isOmitted(program, wanted, omitted)) return false;
  if (ask.attribute !== null && view.read(ask.attribute) !== undefined) return false;
  if (ask.consent !== null && !isUnsaid(permit, ask.consent)) return false;
  return matches(program, ask.start, view);
}

function matches(program: LiveProgram, start: number, view: PermittedView): boolean {
  let memo = memos.get(program);
  if (!memo) memos.set(program, (memo = new Memo(program)));
  memo.begin();
  return memo.matches(start, view);
}

/** The benefit for this person; an audience of which it is not known whether they are in it does not hold. */
function benefitIn(program: LiveProgram, ask: CompiledAsk, { gate, unit, omitted }: Asking): CompiledBenefit | null {
  return benefitFor(ask, unit, ({ start, reads }) => {
    const view = gate.view(ask.purpose);
    return view !== null && !view.withholds(reads) && !isOmitted(program, reads, omitted) && matches(program, start, view);
  });
}

function isOmitted({ attributes }: LiveProgram, wanted: readonly number[], omitted: readonly string[]): boolean {
  return omitted.length > 0 && (omitted.includes("*") || wanted.some((index) => omitted.includes(attributes[index]?.key ?? "")));
}

/** True for a purpose of which nobody has said yes or no, or not lately; nothing else stands in its way. */
export function isUnsaid({ why }: Pick<Permit, "why">, purpose: number): boolean {
  return why[purpose] === "unknown" || why[purpose] === "expired";
}

/** What an answer brings to this person. */
function broughtBy(program: LiveProgram, ask: CompiledAsk, asking: Asking, own: string): Pick<Question, "benefit" | "kind" | "variant"> {
  const shown = benefitIn(program, ask, asking);
  if (!shown) return { benefit: own, kind: ask.kind, variant: null };
  return { benefit: shown.texts[asking.locale]?.benefit ?? own, kind: shown.kind, variant: shown.key };
}

function questionOf(program: LiveProgram, ask: CompiledAsk, asking: Asking): Question | null {
  const { attributes, compiled } = program;
  const { locale } = asking;
  const { key, slot, field, attribute } = ask;
  const words = ask.texts[locale];
  if (!words) return null;
  const { question, why } = words;
  const type = attribute === null ? "consent" : (attributes[attribute]?.type ?? "string");
  const choices = ask.choices.map(({ value, texts }) => ({ value, text: texts[locale] ?? String(value) }));
  const consent = compiled.purposes[ask.consent ?? -1]?.key ?? null;
  return {
    key,
    slot,
    question,
    why,
    ...broughtBy(program, ask, asking, words.benefit),
    type,
    field,
    choices,
    consent,
    incentive: incentiveOfAsk(compiled, ask, locale),
    ...(ask.moment !== null && ask.trust.length > 0 && { moment: ask.moment, trust: trustIn(ask, locale) }),
    locale,
    dir: directionOf(locale),
  };
}

/** What is shown for trust beside a question, in a language of the program. */
export function trustIn({ trust }: Pick<CompiledAsk, "trust">, locale: string): readonly Trust[] {
  return trust.map(({ kind, texts, link }) => ({ kind, text: texts[locale] ?? "", link }));
}

/** What a pass keeps of a question that was seen: it rests for its days, and every other for this visit and the days set for it. */
export function askedIn(lease: Lease, { key, every, apart }: Pick<CompiledAsk, "key" | "every" | "apart">, now: Instant): Lease {
  return restingUntil(lease, { [restOfAsk(key)]: now + every * DAY, [ALL_ASKS]: now + apart * DAY, [VISIT]: now + VISIT_MS });
}

/** The same of a no to it: silence. */
export function refusedIn(lease: Lease, { silence }: Pick<CompiledAsk, "silence">, now: Instant): Lease {
  return restingUntil(lease, { [ALL_ASKS]: now + silence * DAY });
}

/** The same of negative answers that are on record, whatever became of the pass they were given with. */
export function silentAfter(
  lease: Lease,
  { asks }: Pick<CompiledProgram, "asks">,
  negatives: readonly { readonly ask: string; readonly at: Instant }[],
  now: Instant,
): Lease {
  const until = negatives.map(({ ask: key, at }) => at + (asks.find((ask) => ask.key === key)?.silence ?? 0) * DAY);
  const last = Math.max(0, ...until);
  return last > now ? restingUntil(lease, { [ALL_ASKS]: last }) : lease;
}

/** Whether the person is owed what an answer was promised, as the database says; until when it is asked again. */
export function owedIn(lease: Lease, isOwed: boolean, until: Instant): Lease {
  if (!isOwed && lease.rests[OWED] === undefined) return lease;
  return { ...lease, rests: { ...lease.rests, [OWED]: isOwed ? until : 0 } };
}

function restingUntil(lease: Lease, until: Lease["rests"]): Lease {
  const later = Object.entries(until).map(([target, at]) => [target, Math.max(at, lease.rests[target] ?? 0)] as const);
  return { ...lease, rests: { ...lease.rests, ...Object.fromEntries(later) } };
}
