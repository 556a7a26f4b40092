import type { Groups, Leaf } from "../condition/types.ts";
import type { CompiledCatalogue } from "./compiled-catalogue.ts";
import type { CompiledAdvisor } from "./compiled-advisor.ts";
import type { CompiledAsk } from "./compiled-ask.ts";
import type { CompiledComputed } from "./compiled-computed.ts";
import type { CompiledExperience } from "./compiled-experience.ts";
import type { CompiledCap, CompiledGoal, CompiledHoldout, CompiledRest } from "./compiled-experiment.ts";
import type { CompiledMoment } from "./compiled-moment.ts";
import type { CompiledOffer } from "./compiled-offer.ts";
import type { CompiledReport } from "./compiled-report.ts";
import type { CompiledReward } from "./compiled-reward.ts";
import type { CompiledSite } from "./compiled-site.ts";
import type { CompiledScope } from "./scopes.ts";
import type { CompiledWording } from "./compiled-wording.ts";
import type { Basis, Condition, GoogleType, ImportSystem, PurposeClass } from "./purpose.ts";
import type { REQUEST_ORIGINS, SENSITIVITIES, Source } from "./schema-attribute.ts";

/** Raised when the shape below changes: a snapshot of another format is compiled again from the document. */
export const COMPILED_FORMAT = 32;

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
  /** How to reach the person by it; null for what is no address of theirs. */
  readonly contact: "email" | "phone" | "post" | null;
  /** How long a value is kept (ISO 8601 duration); null where its purposes say. */
  readonly retention: string | null;
}

/** A condition under a name, asked under a purpose of its own. */
export interface CompiledAudience {
  readonly key: string;
  readonly purpose: number;
  readonly start: number;
  /** Attributes its condition reads, by index. */
  readonly reads: readonly number[];
}

export interface CompiledEvent {
  readonly name: string;
  readonly purposes: number;
  readonly fields: { readonly [field: string]: "string" | "number" | "boolean" };
  /** How people call it; where it is not said, it has no other name. */
  readonly texts?: { readonly [locale: string]: { readonly name: string } };
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
  /** Who hears it, where that is somebody else. */
  readonly recipient?: string | undefined;
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
  readonly moments: readonly CompiledMoment[];
  readonly advisor: CompiledAdvisor | null;
  readonly scopes: readonly CompiledScope[];
  readonly offers: readonly CompiledOffer[];
  readonly rewards: readonly CompiledReward[];
  readonly reports: readonly CompiledReport[];
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
