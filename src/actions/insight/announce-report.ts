import { sendWebhookMessages } from "../../storage/webhook.ts";
import type { Making } from "./report-people.ts";

const EVENT = "report.ready";

/**
 * Queues what webhooks hear once everybody got a report: which one, of which week or month, and of nobody. Sent again it is the
 * same message.
 */
export async function announceReport({ call, report, period }: Making): Promise<void> {
  const { compiled, site } = call.program;
  const data = { report: report.key, controller: site.controller, period };
  const body = JSON.stringify({ type: EVENT, timestamp: new Date(period).toISOString(), data });
  const messages = compiled.webhooks
    .filter(({ controller, events }) => controller === site.controller && events.includes(EVENT))
    .map(({ key }) => ({
      kind: "told" as const,
      site: site.key,
      webhook: key,
      id: `msg_${site.controller}-${report.key}-${period}`,
      body,
    }));
  await sendWebhookMessages(call.platform, messages, call.now);
}
