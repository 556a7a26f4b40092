import { giveUpChange } from "../actions/webhook/give-up-change.ts";
import { keepDeadLetters, originOf } from "../storage/dead-message.ts";
import type { Platform } from "../storage/platform.ts";
import { openWebhookMessage } from "../storage/webhook.ts";

export const DEAD_QUEUE = "earnest-dead";

/**
 * Keeps what other queues gave up, sealed as it is, until somebody replays it. What nobody outside ever received is in the
 * ledger, or the request: of that only the fact is written down. While the database is away it comes again.
 */
export async function takeDead(platform: Platform, batch: MessageBatch, now: number): Promise<void> {
  try {
    const opened = await Promise.all(
      batch.messages.map(async ({ id, body }) => ({ id, sealed: sealedIn(body), webhook: await openWebhookMessage(platform, body) })),
    );
    const letters = opened.flatMap(({ id, sealed, webhook }) =>
      sealed === null || webhook ? [] : [originOf(platform, { sealed }).then((origin) => ({ id, sealed, ...origin }))],
    );
    if (letters.length > 0) await keepDeadLetters(platform.env, await Promise.all(letters), now);
    for (const { webhook } of opened) if (webhook && "site" in webhook) await giveUpChange(platform, webhook, now);
    batch.ackAll();
  } catch {
    batch.retryAll();
  }
}

function sealedIn(body: unknown): string | null {
  const sealed = (body as { readonly sealed?: unknown } | null)?.sealed;
  return typeof sealed === "string" ? sealed : null;
}
