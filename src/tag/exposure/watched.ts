import type { address } from "../transport.ts";

/** What the tag and the chunk that watches slots share. */
export interface Watched {
  /** Slots that show an experience, with their tokens. */
  readonly tokens: Map<Element, string>;
  readonly spent: Set<string | null | undefined>;
  readonly unsent: Set<string>;
  readonly address: typeof address;
  /** Looks at the slots again; set once the chunk is there. */
  look?: () => void;
}
