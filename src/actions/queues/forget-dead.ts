import type { Instant } from "../../core/kernel/instant.ts";
import { keptUntil } from "../../core/profile/retention.ts";
import type { LiveProgram } from "../../core/program/live.ts";
import { forgetCounts, forgetLetters, listOldest } from "../../storage/dead-message.ts";
import type { Platform } from "../../storage/platform.ts";

const PAGE = 500;

/**
 * Lets go of dead letters of which nothing could be kept any more: events past the longest that any program keeps one, and
 * what is only counted before its ids are forgotten, since from then on it could count twice. Withdrawals stay until they
 * are replayed, and so does what no live secret opens: it may be one. Answers how many went. Throws `Unavailable`.
 */
export async function forgetDead(
  { env }: Platform,
  programs: readonly LiveProgram[],
  countedUntil: Instant,
  now: Instant,
): Promise<number> {
  let gone = await forgetCounts(env, countedUntil);
  if (programs.length === 0) return gone;
  for (;;) {
    const oldest = await listOldest(env, "event", PAGE);
    const over = oldest.filter(({ at }) => programs.every((program) => keptUntil(program, at) <= now));
    await forgetLetters(
      env,
      over.map(({ id }) => id),
    );
    gone += over.length;
    if (over.length < PAGE) return gone;
  }
}
