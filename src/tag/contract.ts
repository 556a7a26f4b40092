import type { CardWords } from "../core/exchange/card-words.ts";
import type { CentrePhrases } from "../core/consent/phrases/centre-words.ts";

/** Why an attribute was used in a decision. */
export interface Because {
  readonly attribute: string;
  readonly source: string;
  readonly purpose: string;
  readonly consentVersion: number | null;
}

export type FieldValue =
  | string
  | {
      readonly text?: string;
      readonly href?: string;
      readonly src?: string;
      readonly alt?: string;
      readonly title?: string;
    };

/** What one slot shows; `content: null` keeps the page's default. */
export interface Decision {
  readonly experience: string | null;
  readonly variant: string | null;
  readonly content: Readonly<Record<string, FieldValue>> | null;
  readonly reason: string;
  readonly because: readonly Because[];
  readonly exposure: string | null;
  /** What moments show in the slot for trust. */
  readonly trust?: readonly Trust[];
}

/** Facts, contacts and guarantees of one moment. */
export interface Trust {
  readonly moment: string;
  readonly name: string | null;
  readonly elements: NonNullable<Ask["trust"]>;
  readonly because: readonly Because[];
}

export type Decisions = Readonly<Record<string, Decision>>;

export type PurposeState = "granted" | "denied" | "unknown" | "withdrawn" | "expired";

/** What the person said, per purpose, and what may be done now. */
export interface Standing {
  /** The id of the receipt, in the answer to a choice. */
  readonly receipt?: string;
  readonly state: Readonly<Record<string, PurposeState>>;
  readonly allowed: Readonly<Record<string, boolean>>;
}

export interface Consent extends Standing {
  /** Absent, as are age, storage and limits, until the server has answered. */
  readonly jurisdiction?: string | null;
  readonly why: Readonly<Record<string, string>>;
  readonly noticeDue: boolean;
  /** The purposes to ask about. */
  readonly due: readonly string[];
  /** The age to ask for first, in years; null where none is asked. */
  readonly age?: number | null;
  /** True when a functional purpose is allowed: then this page may keep something on the device. */
  readonly storage?: boolean;
  /** `display` where the person must be shown that their signal was honoured. */
  readonly signals: { readonly gpc: boolean; readonly display?: boolean };
  /** Links that this page must carry under the law of the place. */
  readonly links: readonly ("choices" | "limit")[];
  /** True when the use of sensitive data is limited. */
  readonly limited?: boolean;
  /** True where choices made in another system may be taken over. */
  readonly imports?: boolean;
  /** True where something of the page is to be held back, cleared or told. */
  readonly page?: boolean;
}

/** What became of an experience of a slot, on a page that is previewed. */
export interface Considered {
  readonly experience: string;
  readonly variant: string | null;
  readonly outcome: string;
  readonly asked: readonly { readonly attribute: string; readonly operator: string; readonly operand: unknown; readonly holds: boolean }[];
}

/** The answer of POST /v1/decide; `renewAfter` in seconds. */
export interface DecideAnswer {
  readonly preview?: { readonly until: number };
  readonly considered?: Readonly<Record<string, readonly Considered[]>>;
  readonly decisions: Decisions;
  readonly consent: Consent;
  readonly ask?: Ask | null;
  /** In a page that was filled before its first byte: there may be a question. */
  readonly asks?: true;
  readonly renewAfter?: number | null;
}

/** A question to the person, in the words of their language; `token` says that it was put to them. */
export interface Ask {
  readonly key: string;
  readonly slot: string;
  readonly question: string;
  readonly why: string;
  readonly benefit: string;
  readonly type: "string" | "number" | "boolean" | "list" | "consent";
  readonly field: "text" | "number" | "choice" | "yes-no" | "date" | "email";
  readonly choices: readonly { readonly value: string | number; readonly text: string }[];
  /** The purpose that a yes is asked to. */
  readonly consent: string | null;
  /** Where something is given for the data: said before anybody answers (11 CCR 7016). */
  readonly incentive: { readonly terms: string; readonly value: string } | null;
  /** Its moment, and what that shows beside it for trust. */
  readonly moment?: string;
  readonly trust?: readonly { readonly kind: "fact" | "contact" | "guarantee"; readonly text: string; readonly link?: string }[];
  readonly locale: string;
  readonly dir: "ltr" | "rtl";
  /** What stands on its buttons, and what it says of how an answer went. */
  readonly words: CardWords;
  readonly token: string;
}

/** What came of an answer; `exchange: null` for a no. */
export interface AskAnswered {
  readonly ask: string;
  readonly exchange: string | null;
  readonly thanks?: string;
  /** A coupon in a sentence and with its code, or points. */
  readonly gets?: {
    readonly name: string;
    readonly sentence?: string | null;
    readonly code?: string | null;
    readonly points?: number;
  } | null;
}

export interface NoticePurpose {
  readonly key: string;
  /** False where the law leaves no choice: such a purpose is shown and never sent. */
  readonly choice: boolean;
  readonly name: string;
  readonly why: string;
  readonly benefit: string;
  /** What is given for the data, and what it is worth. */
  readonly incentive?: { readonly terms: string; readonly value: string };
}

export interface Notice {
  readonly version: string | number;
  readonly locale: string;
  readonly dir: "ltr" | "rtl";
  /** Where the trust label stands: five lines, from the program itself. */
  readonly label: string;
  /** What the law of the place asks of the way to refuse: with `close-refuses` to close is to refuse. */
  readonly refusal: string;
  readonly texts: Readonly<
    Record<
      "title" | "body" | "accept" | "refuse" | "choices" | "withdraw" | "save" | "close" | "saved" | "failed" | "why" | "because" | "label",
      string
    >
  >;
  readonly purposes: readonly NoticePurpose[];
  readonly attributes: Readonly<Record<string, { readonly name: string }>>;
}

/** The answer of GET /v1/consent. */
export interface NoticeAnswer {
  readonly consent: Consent;
  readonly notice: Notice;
}

/** The answer with `&detail=true`: what the preference centre and the notices of few places show beside it. */
export interface DetailAnswer extends NoticeAnswer {
  readonly detail: {
    readonly texts: Readonly<Record<keyof CentrePhrases, string>>;
    readonly purposes: Readonly<Record<string, PurposeDetail>>;
    readonly partners: readonly { readonly key: string; readonly name: string; readonly privacyUrl: string | null }[];
    readonly imports: readonly ImportMap[];
  };
}

export interface PurposeDetail {
  readonly basis: "consent" | "contract" | "legal-obligation" | "legitimate-interest";
  /** ISO 8601 duration. */
  readonly retention: string;
  readonly data: readonly string[];
  readonly partners: readonly string[];
}

/** Which purposes a category of another system stands for. */
export interface ImportMap {
  readonly system: string;
  readonly map: Readonly<Record<string, readonly string[]>>;
}

/** A yes or no per purpose, as the person just gave it. */
export type Choices = Readonly<Record<string, boolean>>;

/** How a choice was made; `import` takes one over from another system. */
export type Method = "banner" | "settings" | "contextual" | "api" | "import";

/** What goes with a choice: the age a person states, or the system it is taken over from and when it was made there. */
export interface Circumstances {
  readonly age?: "adult" | "minor";
  readonly source?: string;
  readonly at?: string | undefined;
}

declare global {
  interface Document {
    /** Not in TypeScript's DOM yet: true while the browser renders ahead of a visit. */
    readonly prerendering?: boolean;
  }
  interface Navigator {
    readonly globalPrivacyControl?: boolean;
  }
}
