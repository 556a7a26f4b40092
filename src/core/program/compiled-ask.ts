import { HOUR, type Instant } from "../kernel/instant.ts";
import type { FieldKind } from "./ask-field.ts";
import type { Program } from "./schema.ts";

/** A question to a person, and what an answer brings. */
export interface CompiledAsk {
  readonly key: string;
  /** The attribute that is asked for, by index; null where a yes is. */
  readonly attribute: number | null;
  /** The purpose that a yes is asked to, by index; null where a value is. */
  readonly consent: number | null;
  /** Under which its condition is read, and for which a value is kept. */
  readonly purpose: number;
  readonly slot: string;
  readonly field: FieldKind;
  /** What there is to choose from. */
  readonly choices: readonly { readonly value: string | number; readonly texts: { readonly [locale: string]: string } }[];
  readonly kind: Program["asks"][number]["kind"];
  /** What it brings to some people instead. */
  readonly benefits: readonly CompiledBenefit[];
  /** Where its condition and that of its moment start in `code`; −1 when they always hold. */
  readonly start: number;
  /** Attributes they read, by index. */
  readonly reads: readonly number[];
  /** Days until it may be put to the same person again, without another question after it, and without any after a no. */
  readonly every: number;
  readonly apart: number;
  readonly silence: number;
  /** At which moment it is put; null where at none that has a name. */
  readonly moment: string | null;
  /** How people call that moment, and what it shows beside it for trust. */
  readonly momentName: NonNullable<Program["moments"][number]["name"]> | null;
  readonly trust: NonNullable<Program["moments"][number]["trust"]>;
  /** Answers after which nothing is asked for a while, and a human is given a task; null where there are none. */
  readonly negative: NonNullable<Program["asks"][number]["negative"]> | null;
  /** How the benefit comes; null where the answer itself brings it. */
  readonly promise: NonNullable<Program["asks"][number]["promise"]> | null;
  /** True while it is put to nobody, since what it promised to others is overdue. */
  readonly isHalted: boolean;
  readonly texts: { readonly [locale: string]: AskTexts };
}

/** One of several benefits of a question. */
export interface CompiledBenefit {
  readonly key: string;
  readonly kind: CompiledAsk["kind"];
  /** True where it is for an audience, which starts in `code` there and reads those attributes; else it has a weight. */
  readonly isForSome: boolean;
  readonly start: number;
  readonly reads: readonly number[];
  readonly weight: number;
  readonly texts: { readonly [locale: string]: Pick<AskTexts, "benefit" | "thanks"> };
}

export interface AskTexts {
  readonly question: string;
  readonly why: string;
  readonly benefit: string;
  /** What is said after an answer; else the benefit again. */
  readonly thanks?: string | undefined;
}

/** Under which name it is kept until when no question is put at all, and until when the visit lasts in which one was. */
export const ALL_ASKS = "asks";
export const VISIT = "visit";
/** Under which name it is kept that the person is owed what an answer was promised: until it has come, nothing is asked. */
export const OWED = "owed";
/** A visit is over once nothing was asked for this long. */
export const VISIT_MS = HOUR / 2;
const ONE = "ask:";

/** Under which name it is kept until when a question is not put again. */
export function restOfAsk(key: string): string {
  return ONE + key;
}

/** True for such a name. */
export function isRestOfAsks(target: string): boolean {
  return target === ALL_ASKS || target === VISIT || target.startsWith(ONE);
}

/** A visit in which a question was put goes on for as long as the person is here. */
export function prolongVisit(rests: { readonly [target: string]: Instant }, now: Instant): { readonly [target: string]: Instant } {
  return (rests[VISIT] ?? 0) > now ? { ...rests, [VISIT]: now + VISIT_MS } : rests;
}
