import { ruleById } from "../../core/consent/resolve-rule.ts";
import { sendAll, type EventMessage } from "../../storage/outbox.ts";
import { Unavailable } from "../../storage/within.ts";
import type { Call } from "../call.ts";
import { foldEvents } from "./fold-events.ts";

/**
 * Puts events in the queue; with the queue away they go straight to their profiles. Throws `Unavailable` when neither
 * takes all of them: then nothing is acknowledged, and what was taken counts once when it is sent again.
 */
export async function sendEvents(call: Call, messages: readonly EventMessage[]): Promise<void> {
  if (messages.length === 0) return;
  try {
    await sendAll(call.platform, messages, call.now);
  } catch {
    const delivered = messages.map((message) => ({ call: { ...call, rule: ruleById(message.rule) ?? call.rule }, message }));
    if ((await foldEvents(call.platform, delivered)).size > 0) throw new Unavailable("neither the queue nor the database took the events");
  }
}
