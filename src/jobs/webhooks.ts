import { isSentAt, waitAfter } from "../core/consent/webhook/schedule.ts";
import { queueChanges } from "../actions/webhook/queue-changes.ts";
import { sendChange } from "../actions/webhook/send-change.ts";
import type { Platform } from "../storage/platform.ts";
import { openWebhookMessage, type ToldMessage } from "../storage/webhook.ts";

export const WEBHOOK_QUEUE = "earnest-webhooks";
const NUDGE_AGAIN_S = 5;

/**
 * Takes a batch of the queue of webhooks. The queue's own count of arrivals is the schedule: a failure asks for the next
 * arrival at its time, and the queue makes a dead letter of what came too often.
 */
export async function takeWebhooks(platform: Platform, batch: MessageBatch, now: number): Promise<void> {
  const changed = new Map<string, Message[]>();
  const sends: Promise<void>[] = [];
  for (const envelope of batch.messages) {
    const message = await openWebhookMessage(platform, envelope.body);
    if (!message) envelope.ack();
    else if (message.kind === "told") sends.push(tell(platform, envelope, message, now));
    else changed.set(message.database, [...(changed.get(message.database) ?? []), envelope]);
  }
  for (const [database, envelopes] of changed) sends.push(queueFrom(platform, database, envelopes, now));
  await Promise.all(sends);
}

async function tell(platform: Platform, envelope: Message, message: ToldMessage, now: number): Promise<void> {
  const arrival = envelope.attempts;
  try {
    const sent = isSentAt(arrival) ? await sendChange(platform, message, now) : "failed";
    if (sent === "told") return envelope.ack();
  } catch {
    // Storage is away: that is no reason to give a message up sooner.
  }
  const [random = 0] = crypto.getRandomValues(new Uint8Array(1));
  envelope.retry({ delaySeconds: waitAfter(arrival, random / 255) });
}

async function queueFrom(platform: Platform, database: string, envelopes: readonly Message[], now: number): Promise<void> {
  try {
    await queueChanges(platform, database, now);
    for (const envelope of envelopes) envelope.ack();
  } catch {
    for (const envelope of envelopes) envelope.retry({ delaySeconds: NUDGE_AGAIN_S });
  }
}
