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
  readonly kind: Program["asks"][number]["kind"];
  /** Where its condition and that of its moment start in `code`; −1 when they always hold. */
  readonly start: number;
  /** Attributes they read, by index. */
  readonly reads: readonly number[];
  /** Days until it may be put to the same person again, and without any question after a no. */
  readonly every: number;
  readonly silence: number;
  readonly texts: { readonly [locale: string]: { readonly question: string; readonly why: string; readonly benefit: string } };
}

/** Under which name it is kept until when no question is put at all. */
export const ALL_ASKS = "asks";
const ONE = "ask:";

/** Under which name it is kept until when a question is not put again. */
export function restOfAsk(key: string): string {
  return ONE + key;
}

/** True for such a name. */
export function isRestOfAsks(target: string): boolean {
  return target === ALL_ASKS || target.startsWith(ONE);
}
