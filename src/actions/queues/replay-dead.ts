import type { Instant } from "../../core/kernel/instant.ts";
import { dropDeadLetters, listDeadLetters, originOf, type DeadLetter, type Replayable } from "../../storage/dead-message.ts";
import { sendSealed } from "../../storage/outbox.ts";
import type { Platform } from "../../storage/platform.ts";

/** What one call replays at most. */
export const MOST_REPLAYED = 50;

export interface Replayed {
  readonly replayed: number;
  /** Sealed under a secret that is gone: kept, in case it comes back. */
  readonly unreadable: number;
  /** After which id the next call goes on; null when this was the last. */
  readonly next: string | null;
}

interface Asked {
  readonly queue: Replayable | null;
  readonly after: string;
  readonly most: number;
  readonly actor: string;
  readonly now: Instant;
}

/**
 * Sends dead letters to their own queue again and lets go of each once the queue has it: one that was cut off between the
 * two goes twice, and counts once, since every consumer knows what it has. They are gated as they are taken.
 * Throws `Unavailable`; what was sent by then stays sent.
 */
export async function replayDead(platform: Platform, { queue, after, most, actor, now }: Asked): Promise<Replayed> {
  const letters = await listDeadLetters(platform.env, queue, after, most);
  const found = await Promise.all(letters.map(async (letter) => ({ letter, origin: (await originOf(platform, letter)).queue })));
  const byQueue = Map.groupBy(found, ({ origin }) => origin);
  let replayed = 0;
  for (const [origin, group] of byQueue) {
    if (origin === "unknown" || (queue !== null && origin !== queue)) continue;
    const sent = group.map(({ letter }) => letter);
    await sendAgain(platform, origin, sent);
    const ids = sent.map(({ id }) => id);
    await dropDeadLetters(platform.env, origin, ids, actor, now);
    replayed += sent.length;
  }
  const next = letters.length === most ? (letters.at(-1)?.id ?? null) : null;
  return { replayed, unreadable: byQueue.get("unknown")?.length ?? 0, next };
}

async function sendAgain({ env }: Platform, queue: Replayable, letters: readonly DeadLetter[]): Promise<void> {
  const target = { events: env.EVENTS, withdrawals: env.WITHDRAWALS }[queue];
  await sendSealed(
    target,
    letters.map(({ sealed }) => sealed),
  );
}
