import type { beacon } from "../transport.ts";

/** What the tag and the chunk that watches slots share. */
export interface Watched {
  /** Slots that wait to be seen, with their tokens. */
  readonly tokens: Map<Element, string>;
  readonly spent: Set<string>;
  readonly unsent: Set<string>;
  readonly beacon: typeof beacon;
  /** Looks at the slots again; set once the chunk is there. */
  look?: () => void;
}
