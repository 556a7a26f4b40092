import { sendWebhookMessages } from "../../storage/webhook.ts";
import type { Call } from "../call.ts";

/**
 * Wakes the queue after a change was written, where a webhook wants to hear of it. It need not arrive: the change stands
 * in the database's own feed, and the hourly job looks there too.
 */
export function announceChange(call: Call, database: string): void {
  if (!call.program.compiled.webhooks.some((webhook) => webhook.controller === call.program.site.controller)) return;
  const sent = sendWebhookMessages(call.platform, [{ kind: "changed", database }], call.now);
  call.platform.defer(sent.catch(() => undefined));
}
