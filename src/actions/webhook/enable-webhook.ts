import { switchWebhookOn } from "../../storage/webhook.ts";
import { actorName, type Call } from "../call.ts";

/** Sends to a webhook again whose receiver had answered 410; false for one the program does not have. */
export async function enableWebhook({ platform, program, actor, now }: Call, key: string): Promise<boolean> {
  if (!program.compiled.webhooks.some((webhook) => webhook.key === key)) return false;
  await switchWebhookOn(platform.env, program.compiled.key, key, now, actorName(actor));
  return true;
}
