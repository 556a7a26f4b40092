import type { FacetState } from "../consent/pass.ts";
import type { Instant } from "../kernel/instant.ts";

/** A profile value with where it comes from and when. */
export interface AttributeValue {
  /** The value; of a computed attribute the state it is read from. */
  readonly value: FacetState;
  readonly source: "volunteered" | "observed" | "inferred";
  /** Milliseconds since the epoch of the event or answer it rests on. */
  readonly at: Instant;
  readonly origin: "event" | "ask" | "import" | "partner";
}

export type AttributeValues = { readonly [attribute: string]: AttributeValue };
