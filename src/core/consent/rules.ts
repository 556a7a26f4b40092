import type { Condition, Mode, PurposeClass } from "../program/purpose.ts";

/** A mode, or one that holds only for a purpose that meets every condition; otherwise the other mode does. */
export type ModeEntry = Mode | { readonly mode: Mode; readonly when: readonly Condition[]; readonly otherwise: Mode };

/** One row of the jurisdiction table: what the law of a place asks for. Durations are ISO 8601. */
export interface JurisdictionRule {
  readonly id: string;
  /** ISO 3166-1 alpha-2 codes this row speaks for. */
  readonly countries: readonly string[];
  /** ISO 3166-2 codes this row speaks for. */
  readonly regions: readonly string[];
  readonly modes: Readonly<Record<PurposeClass, ModeEntry>>;
  /** What holds for sensitive attributes, whatever the class of the purpose. */
  readonly sensitive: Mode;
  readonly gpc: {
    /** `binding` where the law obliges a site to honour the signal; `honour` where the product does anyway. */
    readonly duty: "binding" | "honour";
    /** True where the person must be shown that the signal was honoured (11 CCR 7025(c)(6)). */
    readonly display: boolean;
    /** True where the signal also limits the use of sensitive data. */
    readonly limitsSensitive: boolean;
    /** True where a signal that stops coming is not a new consent. */
    readonly absenceIsNotConsent: boolean;
  };
  readonly refusal:
    | "equal-first-layer"
    | "visible-first-layer"
    | "close-refuses"
    | "equal-exempt-on"
    | "information"
    | "opt-out-link"
    | "opt-out"
    | "off-by-default"
    | "none";
  readonly reask: {
    /** How long a refusal stands before the person may be asked again. */
    readonly afterRefusal: string;
    /** How long a grant lasts; after it the grant is expired. */
    readonly consentLasts: string;
  };
  readonly minors: {
    /** Consent age; null where the row sets none. */
    readonly age: number | null;
    /** Ages of single countries or regions, by code, where they differ from `age`. */
    readonly ageIn: Readonly<Record<string, number>>;
    /** Below this age a parent consents, whatever `effect` says of the rest; null where the row sets none beside `age`. */
    readonly parentBelow: number | null;
    readonly effect: "parental-consent" | "own-opt-in" | "no-ads" | "consent" | "best-interest" | "none";
  };
  readonly requests: { readonly acknowledge: string | null; readonly respond: string; readonly extend: string | null };
  /** Shortest time for which proof of a choice is kept; null where no number is set. */
  readonly proof: string | null;
  readonly sources: readonly string[];
  readonly confidence: "high" | "medium-high" | "medium";
}
