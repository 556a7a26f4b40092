import { DAY, type Instant } from "../kernel/instant.ts";
import type { CompiledAsk } from "../program/compiled-ask.ts";
import type { CompiledProgram } from "../program/compiled.ts";
import type { LiveProgram } from "../program/live.ts";
import { shownBenefit } from "./benefit.ts";
import type { Trust } from "../program/compiled-moment.ts";
import { trustIn } from "./ask.ts";

/** An answer as it is on record; `program` is the version it was asked in. */
export interface Answered {
  readonly id: string;
  readonly ask: string;
  readonly moment: string | null;
  readonly gave: "value" | "consent";
  readonly what: string;
  readonly purpose: string;
  readonly benefit: string;
  readonly variant: string | null;
  readonly program: string;
  readonly at: Instant;
  readonly how: "offer" | "points" | "brand" | null;
  readonly due: Instant | null;
  readonly endedAt: Instant | null;
  readonly outcome: "delivered" | "acknowledged" | null;
  readonly task: "open" | "taken" | "done" | null;
}

/** That a question was seen, and since when it was refused; `variant` is '' for its own benefit. */
export interface Seen {
  readonly ask: string;
  readonly variant: string;
  readonly at: Instant;
  readonly answeredAt: Instant | null;
  readonly refusedAt: Instant | null;
}

/** Since when a person has answered a question, and at which moment. */
export interface FirstAnswer {
  readonly ask: string;
  readonly moment: string | null;
  readonly at: Instant;
}

/** At which moment, and how people call that; a name that is not known any more is null. */
export interface Named {
  readonly key: string;
  readonly name: string | null;
}

/** What was asked, at which moment, and what stood beside it, in words; null where they are not known any more. */
export interface Put {
  readonly ask: string;
  readonly question: string | null;
  /** What it was asked for. */
  readonly why: string | null;
  readonly moment: Named | null;
  readonly trust: readonly Trust[];
  /** What an answer was to bring. */
  readonly benefit: { readonly kind: string; readonly text: string | null } | null;
  /** When it was seen first, answered or refused (RFC 3339). */
  readonly at: string;
}

/** Something that was asked and answered, what for, and what came of it; never the answer itself. */
export interface Answer extends Put {
  readonly kind: "answered";
  readonly gave: { readonly kind: "value" | "consent"; readonly key: string; readonly name: string };
  /** `given`: by the answer itself. `acknowledged`: it will not come. */
  readonly came: "given" | "promised" | "overdue" | "delivered" | "acknowledged";
  /** Until when it is to come, and when it came or was given up (RFC 3339). */
  readonly due: string | null;
  readonly ended: string | null;
  /** How far a human is with what a negative answer asks of them; null where it asks nothing. */
  readonly task: Answered["task"];
  /** Until when nothing was asked after a negative answer (RFC 3339); null after any other. */
  readonly silentUntil: string | null;
}

/** Something that was seen, or refused, and never answered. */
export interface Unanswered extends Put {
  readonly kind: "asked" | "refused";
  /** Until when nothing was asked after a no; null without one, or where that is not known any more. */
  readonly silentUntil: string | null;
}

/** An experience of a moment that was really seen, why, and the goals that were reached after it. */
export interface Shown {
  readonly kind: "shown";
  readonly experience: string;
  /** The first words of what was shown. */
  readonly text: string | null;
  readonly moment: Named;
  readonly purpose: Named | null;
  readonly because: readonly string[];
  readonly reached: readonly { readonly goal: string; readonly at: string }[];
  readonly at: string;
}

/** That somebody came to a moment, which is known by the first thing that was seen or answered there, and what it is entered by. */
export interface Entered {
  readonly kind: "entered";
  readonly moment: Named;
  /** The data of the person its condition reads, by name. */
  readonly because: readonly string[];
  readonly at: string;
}

export type Step = Answer | Unanswered | Shown | Entered;

/** What a person came to, was asked and shown, and what came of it: one line of time, the newest first. */
export interface Journey {
  readonly steps: readonly Step[];
  /** Where the next page begins; null at the end. */
  readonly next: string | null;
}

/** An answer in words: those of the program it was asked in, and where that is not known the keys alone. */
export function stepOf({ compiled }: LiveProgram, then: LiveProgram | null, row: Answered, locale: string, now: Instant): Answer {
  const { gave, what, due, endedAt, task } = row;
  const ask = askIn(then, row.ask);
  return {
    kind: "answered",
    ...putOf(ask, row, locale),
    gave: { kind: gave, key: what, name: nameOf(compiled, row, locale) },
    came: cameOf(row, now),
    due: due === null ? null : isoOf(due),
    ended: endedAt === null ? null : isoOf(endedAt),
    task,
    silentUntil: task === null ? null : silenceAfter(ask, row.at),
  };
}

/** Questions of which no record of the person says that they were answered, in the words of now. */
export function unansweredOf(
  program: LiveProgram,
  seen: readonly Seen[],
  answered: ReadonlySet<string>,
  locale: string,
): readonly Unanswered[] {
  return [...Map.groupBy(seen, ({ ask }) => ask)].flatMap(([key, own]): readonly Unanswered[] => {
    const ask = askIn(program, key);
    const refused = own.flatMap(({ refusedAt }) => refusedAt ?? []);
    const [first] = own.toSorted((a, b) => a.at - b.at);
    if (!first || answered.has(key) || own.some(({ answeredAt }) => answeredAt !== null)) return [];
    const variant = first.variant === "" ? null : first.variant;
    const at = refused.length > 0 ? Math.max(...refused) : first.at;
    const benefit = ask ? shownBenefit(ask, variant).kind : null;
    const put = putOf(ask, { ask: key, moment: ask?.moment ?? null, benefit, variant, at }, locale);
    return [
      refused.length > 0 ? { kind: "refused", ...put, silentUntil: silenceAfter(ask, at) } : { kind: "asked", ...put, silentUntil: null },
    ];
  });
}

function silenceAfter(ask: Pick<CompiledAsk, "silence"> | null, at: Instant): string | null {
  return ask && isoOf(at + ask.silence * DAY);
}

/** A question of a program; null where it has none by that key. */
export function askIn(program: LiveProgram | null, key: string): CompiledAsk | null {
  return program?.compiled.asks.find((ask) => ask.key === key) ?? null;
}

type Record = Pick<Answered, "ask" | "moment" | "variant" | "at"> & { readonly benefit: string | null };

function putOf(ask: CompiledAsk | null, { ask: key, moment, benefit: kind, variant, at }: Record, locale: string): Put {
  const said = (ask && wordsOf(ask, variant, locale)) ?? NO_WORDS;
  return {
    ask: key,
    question: said.question,
    why: said.why,
    moment: moment === null ? null : { key: moment, name: said.moment },
    trust: said.trust,
    benefit: kind === null ? null : { kind, text: said.benefit },
    at: isoOf(at),
  };
}

const NO_WORDS = { question: null, why: null, moment: null, trust: [], benefit: null };

/** Null in a language the question was not asked in. */
function wordsOf(ask: CompiledAsk, variant: string | null, locale: string) {
  const words = ask.texts[locale];
  if (!words) return null;
  const benefit = shownBenefit(ask, variant).texts[locale]?.benefit ?? words.benefit;
  return { question: words.question, why: words.why, moment: ask.momentName?.[locale] ?? null, trust: trustIn(ask, locale), benefit };
}

function cameOf({ how, due, outcome }: Answered, now: Instant): Answer["came"] {
  if (outcome !== null) return outcome;
  if (how === null) return "given";
  return due !== null && due <= now ? "overdue" : "promised";
}

function nameOf({ notice }: CompiledProgram, { gave, what }: Answered, locale: string): string {
  const texts = gave === "value" ? notice.attributes[what] : notice.purposes.find(({ key }) => key === what)?.texts;
  return texts?.[locale]?.name ?? what;
}

function isoOf(at: Instant): string {
  return new Date(at).toISOString();
}
