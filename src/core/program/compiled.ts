import type { Weekly } from "../condition/during.ts";
import type { Groups, Leaf } from "../condition/types.ts";
import type { CompiledCatalogue, CompiledRecommend } from "./compiled-catalogue.ts";
import type { CompiledCap, CompiledDraw, CompiledGoal, CompiledHoldout, CompiledRest } from "./compiled-experiment.ts";
import type { CompiledAsk } from "./compiled-ask.ts";
import type { CompiledOffer } from "./compiled-offer.ts";
import type { CompiledReward } from "./compiled-reward.ts";
import type { CompiledWording } from "./compiled-wording.ts";
import type { IdentityKeys } from "./identity-keys.ts";
import type { Basis, Condition, CONSENT_MODES, GoogleType, ImportSystem, Mode, PurposeClass } from "./purpose.ts";
import type { REQUEST_ORIGINS, SENSITIVITIES, Source } from "./schema.ts";

/** Raised when the shape below changes: a snapshot of another format is compiled again from the document. */
export const COMPILED_FORMAT = 16;

export interface CompiledPurpose {
  readonly key: string;
  readonly class: PurposeClass;
  readonly basis: Basis;
  readonly meets: readonly Condition[];
  /** Six characters that stand for what a yes is to: class, basis, terms, retention, data, recipients, revision. */
  readonly meaning: string;
}

export interface CompiledAttribute {
  readonly key: string;
  readonly type: "string" | "number" | "boolean" | "list";
  readonly source: Source;
  readonly sensitivity: (typeof SENSITIVITIES)[number];
  /** Bit i is set when the attribute declares purpose i. */
  readonly purposes: number;
  readonly from: (typeof REQUEST_ORIGINS)[number] | null;
  /** How long a value is kept (ISO 8601 duration); null where its purposes say. */
  readonly retention: string | null;
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

/** A condition under a name, asked under a purpose of its own. */
export interface CompiledAudience {
  readonly key: string;
  readonly purpose: number;
  readonly start: number;
  /** Attributes its condition reads, by index. */
  readonly reads: readonly number[];
}

/** How a computed attribute adds events up; days and half-lives in days, amounts in the event's own unit. */
export type Computation =
  | { readonly kind: "count" | "streak" }
  | { readonly kind: "sum" | "last" | "first"; readonly field: string }
  | { readonly kind: "distinct"; readonly field: string; readonly most: number }
  | { readonly kind: "recent"; readonly field: string; readonly most: number; readonly days: number }
  | { readonly kind: "window"; readonly field: string | null; readonly days: number }
  | { readonly kind: "affinity"; readonly field: string; readonly halfLife: number; readonly top: number; readonly least: number }
  | {
      readonly kind: "rfm";
      readonly field: string | null;
      readonly days: number;
      readonly recency: readonly number[];
      readonly frequency: readonly number[];
      readonly monetary: readonly number[];
    };

export interface CompiledComputed {
  readonly attribute: number;
  readonly event: string;
  readonly where: { readonly [field: string]: string | number | boolean };
  readonly how: Computation;
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
  /** HTML elements that carry them, each once. */
  readonly slotElements: readonly string[];
  /** Lifetimes of a pass in seconds; soft ≤ hard / 2. */
  readonly soft: number;
  readonly hard: number;
  /** Where the controller is stricter than the law. */
  readonly strict: { readonly [Class in PurposeClass]?: Mode | undefined };
  /** What else than GPC the site listens to. */
  readonly signals: { readonly dnt: boolean; readonly gpp: boolean; readonly tcf: boolean; readonly usPrivacy: boolean };
  readonly gpp: { readonly cmpId: number; readonly mspa: "no" | "opt-out" | "service-provider" } | null;
  readonly consentMode: readonly (typeof CONSENT_MODES)[number][];
  readonly ageGate: "none" | "ask";
  /** Whose word its controller takes for who somebody is; null where nobody signs in. */
  readonly identity: IdentityKeys | null;
}

/** Who else receives data, and for which purposes; a person may refuse each by itself. */
export interface CompiledPartner {
  readonly key: string;
  readonly name: string;
  readonly privacyUrl: string | null;
  /** Bit i is set when purpose i discloses to it. */
  readonly purposes: number;
}

/** Where changes of the consents given to a controller are told. */
export interface CompiledWebhook {
  readonly key: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly controller: string;
}

export interface NoticePurpose {
  readonly key: string;
  readonly class: PurposeClass;
  readonly choice: boolean;
  readonly basis: Basis;
  readonly retention: string;
  /** Keys of the attributes it uses. */
  readonly data: readonly string[];
  /** Keys of the partners it discloses to. */
  readonly partners: readonly string[];
  readonly incentive: { readonly [locale: string]: { readonly terms: string; readonly value: string } } | null;
  readonly texts: { readonly [locale: string]: { readonly name: string; readonly why: string; readonly benefit: string } };
}

/** What a purpose runs and leaves on a page. */
export interface CompiledPage {
  readonly scripts: readonly string[];
  readonly stores: { readonly cookies: readonly string[]; readonly local: readonly string[]; readonly session: readonly string[] };
  readonly reload: boolean;
  readonly google: readonly GoogleType[];
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
  readonly goals: readonly CompiledGoal[];
  readonly leaves: readonly Leaf[];
  /** Attribute index of each leaf; −1 − i where the leaf asks audience i, and one further where it asks nothing and never holds. */
  readonly leafAttribute: readonly number[];
  /** Triples: leaf, next if true, next if false. */
  readonly code: readonly number[];
  readonly groups: Groups;
  readonly audiences: readonly CompiledAudience[];
  readonly holdouts: readonly CompiledHoldout[];
  readonly caps: readonly CompiledCap[];
  readonly rests: readonly CompiledRest[];
  readonly experiences: readonly CompiledExperience[];
  /** Experiences of each slot, highest priority first. */
  readonly slots: { readonly [slot: string]: readonly number[] };
  readonly catalogue: CompiledCatalogue | null;
  readonly disclosure: CompiledDisclosure;
  readonly partners: readonly CompiledPartner[];
  /** By purpose: what it runs and leaves on a page. */
  readonly pages: { readonly [purpose: string]: CompiledPage };
  readonly asks: readonly CompiledAsk[];
  readonly offers: readonly CompiledOffer[];
  readonly rewards: readonly CompiledReward[];
  readonly imports: readonly { readonly system: ImportSystem; readonly map: { readonly [category: string]: readonly string[] } }[];
  readonly webhooks: readonly CompiledWebhook[];
  readonly notice: {
    readonly version: string;
    readonly wordings: readonly CompiledWording[];
    readonly purposes: readonly NoticePurpose[];
    readonly attributes: {
      readonly [attribute: string]: { readonly [locale: string]: { readonly name: string; readonly because?: string | undefined } };
    };
  };
}
