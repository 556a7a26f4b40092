import type { readChoice } from "./cookie.ts";
import type { refreshSoon, take } from "./decisions.ts";
import type { renewIn } from "./renewing.ts";
import type { Watched } from "./exposure/watched.ts";
import type { note, place } from "./slots.ts";
import type { believer, isKnown, learn, standing } from "./standing.ts";
import type { call, hear } from "./transport.ts";

/** What the tag lends to a chunk: a chunk that brought its own copy would not know what the page knows. */
export interface Lent {
  readonly call: typeof call;
  readonly hear: typeof hear;
  readonly believer: typeof believer;
  readonly isKnown: typeof isKnown;
  readonly learn: typeof learn;
  readonly note: typeof note;
  readonly place: typeof place;
  readonly readChoice: typeof readChoice;
  readonly refreshSoon: typeof refreshSoon;
  readonly renewIn: typeof renewIn;
  readonly standing: typeof standing;
  readonly take: typeof take;
  readonly watched: Watched;
}
