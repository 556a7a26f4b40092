import { DAY, SECOND, type Instant } from "../kernel/instant.ts";

/** What a token vouches for: this question was handed to a page at this time. */
export interface Put {
  readonly ask: string;
  /** Which of its benefits it was shown with; null for its own. */
  readonly variant: string | null;
  /** Whole seconds since the epoch. */
  readonly at: number;
}

/** A page may stay open for long before a question on it is seen. */
const LIVES_MS = DAY;
/** Clocks of two edge machines may differ by this much. */
const SLACK_MS = 60 * SECOND;

const TOKEN = /^(([0-9a-z]{1,9})\.([a-z0-9-]{1,48})(?:~([a-z0-9-]{1,48}))?)\.(.{1,80})$/;

/** The text under the MAC. */
export function putText({ ask, variant, at }: Put): string {
  return `${at.toString(36)}.${ask}${variant === null ? "" : `~${variant}`}`;
}

/** Takes a token apart; null when it has not the shape of one. Nothing in it is true before its signature was checked. */
export function readPut(token: string): { readonly text: string; readonly signature: string; readonly put: Put } | null {
  const [, text, at, ask, variant = null, signature] = TOKEN.exec(token) ?? [];
  if (text === undefined || at === undefined || ask === undefined || signature === undefined) return null;
  return { text, signature, put: { ask, variant, at: Number.parseInt(at, 36) } };
}

/** True within a day. */
export function isInTime({ at }: Put, now: Instant): boolean {
  const put = at * SECOND;
  return put <= now + SLACK_MS && put + LIVES_MS > now;
}
