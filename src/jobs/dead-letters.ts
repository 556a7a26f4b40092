import { keepDeadLetters, originOf } from "../storage/dead-message.ts";
import type { Platform } from "../storage/platform.ts";

export const DEAD_QUEUE = "earnest-dead";

/** Keeps what other queues gave up, sealed as it is, until somebody replays it. While the database is away it comes again. */
export async function takeDead(platform: Platform, batch: MessageBatch, now: number): Promise<void> {
  try {
    const letters = await Promise.all(
      batch.messages.flatMap(({ id, body }) => {
        const sealed = (body as { readonly sealed?: unknown } | null)?.sealed;
        return typeof sealed === "string" ? [originOf(platform, { sealed }).then((origin) => ({ id, sealed, ...origin }))] : [];
      }),
    );
    if (letters.length > 0) await keepDeadLetters(platform.env, letters, now);
    batch.ackAll();
  } catch {
    batch.retryAll();
  }
}
