import type { Weekly } from "../condition/during.ts";
import type { CompiledRecommend } from "./compiled-catalogue.ts";
import type { CompiledDraw } from "./compiled-experiment.ts";

export type FieldValue =
  | string
  | {
      readonly text?: string | undefined;
      readonly href?: string | undefined;
      readonly src?: string | undefined;
      readonly alt?: string | undefined;
      readonly title?: string | undefined;
    };
export type Content = { readonly [field: string]: FieldValue };

/** What a flag may be worth: a scalar or an object of JSON. */
export type FlagValue = boolean | number | string | { readonly [field: string]: unknown };

export interface CompiledVariant {
  readonly key: string;
  readonly weight: number;
  /** Content per locale, complete for every locale of the program. */
  readonly content: { readonly [locale: string]: Content };
  readonly recommend: CompiledRecommend | null;
  /** Its worth as a flag, where that is not its content. */
  readonly value?: FlagValue | undefined;
}

export interface CompiledExperience {
  readonly key: string;
  /** The moment it is for, and how people call that; not there where it is for none. */
  readonly moment?: { readonly key: string; readonly name: { readonly [locale: string]: string } | null };
  readonly purpose: number;
  /** Where its condition starts in `code`; −1 when it always matches. */
  readonly start: number;
  /** Attributes its condition and those of the experiences it requires read, by index. */
  readonly reads: readonly number[];
  /** Milliseconds since the epoch; null where open. */
  readonly from: number | null;
  readonly until: number | null;
  /** Weekly windows it is open in; null: always. */
  readonly weekly: readonly Weekly[] | null;
  readonly variants: readonly CompiledVariant[];
  /** Null: the only variant is everybody's. */
  readonly draw: CompiledDraw | null;
  /** Index of the variant for whoever cannot be assigned; null: none. */
  readonly fallback: number | null;
  /** Experiences, by index, and the indexes of their variants of which the unit must have one. */
  readonly requires: readonly { readonly experience: number; readonly variants: readonly number[] }[];
  /** Holdouts that cover it, by index. */
  readonly holdouts: readonly number[];
  /** Goals it is measured by, by index. */
  readonly goals: readonly number[];
  /** Caps it counts under, and what lets it rest, by index. */
  readonly caps: readonly number[];
  readonly rests: readonly number[];
}
