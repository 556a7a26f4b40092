import type { Brand, NameOf } from "./brand.ts";

/** One attribute a decision used, and by what right. */
export interface Because<B extends Brand> {
  readonly attribute: string;
  readonly source: string;
  readonly purpose: B["purposes"];
  readonly consentVersion: number | null;
  /** The same for the person to read, where `explain: "person"` was asked. */
  readonly sentence?: string;
}

/** What one slot shows; `content: null` keeps the page's own. */
export interface Decision<B extends Brand, S extends NameOf<B["slots"]>> {
  readonly experience: string | null;
  readonly variant: string | null;
  readonly content: B["slots"][S] | null;
  readonly reason: string;
  readonly because: readonly Because<B>[];
  /** To be reported once it was really seen. */
  readonly exposure: string | null;
  /** What moments show in the slot for trust, with or without content; not there where none does. */
  readonly trust?: readonly Trust<B>[];
}

/** Facts, contacts and guarantees of one moment. */
export interface Trust<B extends Brand> {
  readonly moment: string;
  readonly name: string | null;
  readonly elements: readonly {
    readonly kind: "fact" | "contact" | "guarantee";
    readonly text: string;
    readonly link?: string | undefined;
  }[];
  readonly because: readonly Because<B>[];
}

export type Decisions<B extends Brand, S extends NameOf<B["slots"]>> = { readonly [Slot in S]: Decision<B, Slot> };

/** What is known of the page a decision is for. */
export interface PageContext<B extends Brand> {
  readonly url?: string;
  readonly referrer?: string;
  readonly locale?: string;
  readonly attributes?: Partial<B["context"]>;
}

/** What is allowed for whom it was decided, and what of it the person said. */
export interface Consent<B extends Brand> {
  readonly state: Readonly<Record<B["purposes"], string>>;
  readonly allowed: Readonly<Record<B["purposes"], boolean>>;
  readonly why: Readonly<Record<B["purposes"], string>>;
  readonly noticeDue: boolean;
}

export interface Decided<B extends Brand, S extends NameOf<B["slots"]>> {
  readonly decisions: Decisions<B, S>;
  readonly consent: Consent<B>;
}
