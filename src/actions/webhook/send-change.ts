import { signedHeaders } from "../../core/consent/webhook/sign.ts";
import { programOf } from "../../storage/cache/program.ts";
import { noteHeard } from "../../storage/erasure-told.ts";
import type { Platform } from "../../storage/platform.ts";
import { listWebhooksOff, switchWebhookOff, type ToldMessage, type WebhookOff } from "../../storage/webhook.ts";
import { postMessage } from "./post-message.ts";
import { whatItMayHear } from "./what-it-may-hear.ts";
import { webhookSecrets } from "./webhook-secrets.ts";

const GONE = 410;
/** As good as an answer where nothing is to be said. */
const NOTHING = 204;

/** `told`: received, or nobody wants it any more. `failed`: to be tried again. */
export type Sent = "told" | "failed";

/**
 * Sends a change to one webhook: any 2xx within 15 s is received; a redirect is a failure, since a signature is meant for
 * the address it was published for; 410 switches the webhook off. A webhook that was removed or is off hears nothing.
 */
export async function sendChange(platform: Platform, message: ToldMessage, now: number): Promise<Sent> {
  const { env } = platform;
  const program = await programOf(env, message.site, platform.defer);
  const webhook = program?.compiled.webhooks.find((item) => item.key === message.webhook);
  if (!program || !webhook) return "told";
  const target = { program: program.compiled.key, webhook: webhook.key, url: webhook.url, at: now };
  if (isOff(await listWebhooksOff(env), target)) return "told";
  const body = await whatItMayHear(env, webhook, message);
  const status = body === null ? NOTHING : await post(platform, target, { ...message, body }, now);
  if (status === GONE) await switchWebhookOff(env, target);
  if (status === GONE) return "told";
  return status >= 200 && status < 300 ? heard(platform, target, message) : "failed";
}

/** Of an erasure it is written down who heard. */
async function heard({ env }: Platform, { program, webhook, at }: WebhookOff, { erasure }: ToldMessage): Promise<Sent> {
  if (erasure !== undefined) await noteHeard(env, { name: erasure, program, webhook }, "told", at);
  return "told";
}

/** True for a webhook whose receiver is gone; one with another address since is a new one. */
export function isOff(off: readonly WebhookOff[], { program, webhook, url }: Omit<WebhookOff, "at">): boolean {
  return off.some((item) => item.program === program && item.webhook === webhook && item.url === url);
}

async function post(platform: Platform, target: WebhookOff, { id, body }: ToldMessage, now: number): Promise<number> {
  const secrets = await webhookSecrets(platform.keyring, target.program, target.webhook);
  return postMessage(platform, target.url, await signedHeaders(secrets, id, body, now), body);
}
