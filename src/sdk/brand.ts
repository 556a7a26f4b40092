/** What a slot's field or a link in it may be. */
export type Field =
  | string
  | { readonly text?: string; readonly href?: string; readonly src?: string; readonly alt?: string; readonly title?: string };

/** A program as the type checker sees it; `npm run program -- types FILE` writes one of a brand's own. */
export interface Brand {
  /** The fields of each slot. */
  readonly slots: object;
  /** Purposes by key. */
  readonly purposes: string;
  /** What a page may say of itself in the context of a decision. */
  readonly context: object;
  /** What people and servers may set of a profile. */
  readonly traits: object;
  /** The properties each event keeps. */
  readonly events: object;
  /** What each experience is worth as a flag. */
  readonly flags: object;
}

/** A brand nobody described. */
export interface AnyBrand extends Brand {
  readonly slots: { readonly [slot: string]: { readonly [field: string]: Field } };
  readonly context: { readonly [attribute: string]: unknown };
  readonly traits: { readonly [attribute: string]: unknown };
  readonly events: { readonly [event: string]: { readonly [property: string]: unknown } };
  readonly flags: { readonly [experience: string]: unknown };
}

/** A name of one of these. */
export type NameOf<T> = Extract<keyof T, string>;
