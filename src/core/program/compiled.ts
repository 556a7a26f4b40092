import type { Leaf } from "../condition/types.ts";
import type { Basis, Condition, Mode, PurposeClass } from "./purpose.ts";
import type { REQUEST_ORIGINS, SENSITIVITIES, Source } from "./schema.ts";

/** Raised when the shape below changes: a snapshot of another format is compiled again from the document. */
export const COMPILED_FORMAT = 2;

export interface CompiledPurpose {
  readonly key: string;
  readonly class: PurposeClass;
  readonly basis: Basis;
  readonly meets: readonly Condition[];
}

export interface CompiledAttribute {
  readonly key: string;
  readonly type: "string" | "number" | "boolean" | "list";
  readonly source: Source;
  readonly sensitivity: (typeof SENSITIVITIES)[number];
  /** Bit i is set when the attribute declares purpose i. */
  readonly purposes: number;
  readonly from: (typeof REQUEST_ORIGINS)[number] | null;
}

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

export interface CompiledVariant {
  readonly key: string;
  readonly weight: number;
  /** Content per locale, complete for every locale of the program. */
  readonly content: { readonly [locale: string]: Content };
}

export interface CompiledExperience {
  readonly key: string;
  readonly purpose: number;
  /** Where its condition starts in `code`; −1 when it always matches. */
  readonly start: number;
  /** Attributes its condition reads, by index. */
  readonly reads: readonly number[];
  /** Milliseconds since the epoch; null where open. */
  readonly from: number | null;
  readonly until: number | null;
  readonly variants: readonly CompiledVariant[];
}

export interface CompiledComputed {
  readonly attribute: number;
  readonly kind: "count" | "last";
  readonly event: string;
  readonly where: { readonly [field: string]: string | number | boolean };
  readonly field: string | null;
}

export interface CompiledEvent {
  readonly name: string;
  readonly purposes: number;
  readonly fields: { readonly [field: string]: "string" | "number" | "boolean" };
}

export interface CompiledSite {
  readonly key: string;
  readonly controller: string;
  readonly origins: readonly string[];
  readonly consentHost: string;
  readonly slots: readonly string[];
  /** Lifetimes of a pass in seconds; soft ≤ hard / 2. */
  readonly soft: number;
  readonly hard: number;
  /** Where the controller is stricter than the law. */
  readonly strict: { readonly [Class in PurposeClass]?: Mode | undefined };
}

export interface NoticePurpose {
  readonly key: string;
  readonly class: PurposeClass;
  readonly choice: boolean;
  readonly retention: string;
  readonly texts: { readonly [locale: string]: { readonly name: string; readonly why: string; readonly benefit: string } };
}

/** Who answers for the data, in what terms, and whom it reaches: what a receipt tells beside the notice (GDPR art 13(1), ISO/IEC TS 27560). */
export interface CompiledDisclosure {
  readonly controllers: readonly {
    readonly key: string;
    readonly name: string;
    readonly contact: string;
    readonly address: string | null;
    readonly privacyUrl: string;
  }[];
  /** Terms of the Data Privacy Vocabulary, by purpose. */
  readonly terms: { readonly [purpose: string]: readonly string[] };
  readonly recipients: readonly { readonly key: string; readonly name: string; readonly purposes: readonly string[] }[];
}

/** The plain-data form of a program that the edge runs: written once at publish, never changed. */
export interface CompiledProgram {
  readonly format: typeof COMPILED_FORMAT;
  readonly hash: string;
  readonly key: string;
  readonly locales: readonly string[];
  readonly sites: readonly CompiledSite[];
  readonly purposes: readonly CompiledPurpose[];
  readonly attributes: readonly CompiledAttribute[];
  /** Attributes a live experience reads and the profile holds, most wanted first. */
  readonly facets: readonly number[];
  readonly events: readonly CompiledEvent[];
  readonly computed: readonly CompiledComputed[];
  readonly leaves: readonly Leaf[];
  /** Attribute index of each leaf. */
  readonly leafAttribute: readonly number[];
  /** Triples: leaf, next if true, next if false. */
  readonly code: readonly number[];
  readonly experiences: readonly CompiledExperience[];
  /** Experiences of each slot, highest priority first. */
  readonly slots: { readonly [slot: string]: readonly number[] };
  readonly disclosure: CompiledDisclosure;
  readonly notice: {
    readonly version: string;
    readonly purposes: readonly NoticePurpose[];
    readonly attributes: { readonly [attribute: string]: { readonly [locale: string]: { readonly name: string } } };
  };
}
