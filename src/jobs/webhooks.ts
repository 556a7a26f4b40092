import { isSentAt, waitAfter } from "../core/consent/webhook/schedule.ts";
import { tellExchange } from "../actions/exchange/tell-exchange.ts";
import { sendStatus } from "../actions/rights/send-status.ts";
import { tellRequests } from "../actions/rights/tell-requests.ts";
import { writeToDesk } from "../actions/rights/write-to-desk.ts";
import { queueChanges } from "../actions/webhook/queue-changes.ts";
import { sendChange, type Sent } from "../actions/webhook/send-change.ts";
import type { Platform } from "../storage/platform.ts";
import { openWebhookMessage, type ChangedMessage, type Outgoing } from "../storage/webhook.ts";

export const WEBHOOK_QUEUE = "earnest-webhooks";
const NUDGE_AGAIN_S = 5;

/** Who looks what there is to tell. */
const READERS = { changed: queueChanges, requests: tellRequests, exchange: tellExchange } as const;

/**
 * Takes a batch of the queue of webhooks. The queue's own count of arrivals is the schedule: a failure asks for the next
 * arrival at its time, and the queue makes a dead letter of what came too often.
 */
export async function takeWebhooks(platform: Platform, batch: MessageBatch, now: number): Promise<void> {
  const changed = new Map<string, { readonly of: ChangedMessage; readonly envelopes: Message[] }>();
  const sends: Promise<void>[] = [];
  for (const envelope of batch.messages) {
    const message = await openWebhookMessage(platform, envelope.body);
    if (!message) envelope.ack();
    else if ("database" in message) {
      const name = `${message.kind}|${message.database}`;
      changed.set(name, { of: message, envelopes: [...(changed.get(name)?.envelopes ?? []), envelope] });
    } else sends.push(tell(platform, envelope, message, now));
  }
  for (const { of, envelopes } of changed.values()) sends.push(queueFrom(platform, of, envelopes, now));
  await Promise.all(sends);
}

async function tell(platform: Platform, envelope: Message, message: Outgoing, now: number): Promise<void> {
  const arrival = envelope.attempts;
  try {
    const sent = isSentAt(arrival) ? await send(platform, message, now) : "failed";
    if (sent === "told") return envelope.ack();
  } catch {
    // Storage is away: that is no reason to give a message up sooner.
  }
  const [random = 0] = crypto.getRandomValues(new Uint8Array(1));
  envelope.retry({ delaySeconds: waitAfter(arrival, random / 255) });
}

function send(platform: Platform, message: Outgoing, now: number): Promise<Sent> {
  switch (message.kind) {
    case "told":
      return sendChange(platform, message, now);
    case "letter":
      return writeToDesk(platform, message);
    case "status":
      return sendStatus(platform, message, now);
  }
}

async function queueFrom(
  platform: Platform,
  { kind, database }: ChangedMessage,
  envelopes: readonly Message[],
  now: number,
): Promise<void> {
  try {
    await READERS[kind](platform, database, now);
    for (const envelope of envelopes) envelope.ack();
  } catch {
    for (const envelope of envelopes) envelope.retry({ delaySeconds: NUDGE_AGAIN_S });
  }
}
