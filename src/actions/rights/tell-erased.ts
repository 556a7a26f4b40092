import { erasedOf } from "../../core/consent/webhook/change.ts";
import type { Erasure } from "../../storage/erasure.ts";
import { writeHearings } from "../../storage/erasure-told.ts";
import { sendWebhookMessages } from "../../storage/webhook.ts";
import type { Call } from "../call.ts";

/**
 * Queues the news for every webhook of the controller that wants to hear of it, under the same ids however often; who is to
 * hear is written down first. Throws when the queue or the database is away.
 */
export async function tellErased(call: Call, { name, controller, family, at }: Erasure): Promise<void> {
  const { site, compiled } = call.program;
  const wanting = compiled.webhooks.filter((webhook) => webhook.controller === controller && webhook.events.includes("subject.erased"));
  const hearings = wanting.map(({ key, recipient = null }) => ({ name, program: compiled.key, webhook: key, recipient }));
  await writeHearings(call.platform.env, controller, hearings, call.now);
  const news = erasedOf({ name, site: site.key, controller, subjects: family.map(({ subject }) => subject), at });
  await sendWebhookMessages(
    call.platform,
    wanting.map(({ key }) => ({ kind: "told", site: site.key, webhook: key, id: news.id, body: news.body, erasure: name })),
    call.now,
  );
}
