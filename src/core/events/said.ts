import { DAY, type Instant } from "../kernel/instant.ts";

/** The six calls of Segment's tracking API. */
export const CALL_TYPES = ["identify", "track", "page", "screen", "group", "alias"] as const;
export type CallType = (typeof CALL_TYPES)[number];

/** One call, read but not yet judged. */
export interface Said {
  readonly type: CallType;
  /** The message id: it makes the call count once. */
  readonly id: string;
  readonly at: Instant;
  /** The event it is: what `track` names, else its type. */
  readonly name: string;
  /** Properties of an event, or the traits of an `identify`. */
  readonly fields: { readonly [field: string]: unknown };
  /** Whom a server names; a browser only claims. */
  readonly user: string | null;
  readonly device: string | null;
  /** Who an `alias` says the user was before. */
  readonly previous: string | null;
  /** What the call's own consent object says per category; null without one. */
  readonly categories: { readonly [category: string]: boolean } | null;
}

/** Clocks of senders are set right by this much; past it a call is an old one brought again, and keeps its own time. */
const MOST_SKEW = DAY;

/**
 * When something happened by our clock: as long ago as the sender's clock says between its event and its sending, and
 * never in the future.
 */
export function instantOf(now: Instant, timestamp: Instant | null, sentAt: Instant | null): Instant {
  if (timestamp === null) return now;
  const isNow = sentAt !== null && Math.abs(now - sentAt) <= MOST_SKEW;
  return isNow ? now - Math.max(0, sentAt - timestamp) : Math.min(now, timestamp);
}
