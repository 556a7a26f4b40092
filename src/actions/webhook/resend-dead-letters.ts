import { changeOf } from "../../core/consent/webhook/change.ts";
import { readDeadLetters, recordResent, type DeadLetter } from "../../storage/dead-letter.ts";
import type { Platform } from "../../storage/platform.ts";
import { readEntry } from "../../storage/register.ts";
import { listWebhooksOff, sendWebhookMessages, type ToldMessage } from "../../storage/webhook.ts";
import { actorName, type Call } from "../call.ts";
import { isOff } from "./send-change.ts";

const MOST = 100;
const WAIT_MS = 2_000;

/** `more` is true while there may be others left. */
export type Resent = "unknown" | "off" | { readonly resent: number; readonly erased: number; readonly more: boolean };

/**
 * Queues a webhook's dead letters again, the oldest hundred, under the ids they had. What they tell of people is read
 * from the ledger anew: of what was erased since, nothing is told. A call that is cut off may queue some twice, and leaves
 * none out.
 */
export async function resendDeadLetters({ platform, program, actor, now }: Call, key: string): Promise<Resent> {
  const webhook = program.compiled.webhooks.find((item) => item.key === key);
  if (!webhook) return "unknown";
  const name = program.compiled.key;
  if (isOff(await listWebhooksOff(platform.env), { program: name, webhook: key, url: webhook.url })) return "off";
  const letters = await readDeadLetters(platform.env, name, key, MOST);
  const last = letters.at(-1)?.place;
  if (last === undefined) return { resent: 0, erased: 0, more: false };
  const messages = (await Promise.all(letters.map((letter) => messageOf(platform, program.site.key, key, letter)))).filter(
    (item) => item !== null,
  );
  await sendWebhookMessages(platform, messages, now);
  await recordResent(platform.env, { program: name, webhook: key, last, at: now, actor: actorName(actor) });
  return { resent: messages.length, erased: letters.length - messages.length, more: letters.length === MOST };
}

async function messageOf(platform: Platform, site: string, webhook: string, letter: DeadLetter): Promise<ToldMessage | null> {
  if (letter.subject === null) return { kind: "told", site, webhook, id: letter.id, body: letter.body };
  const found = await readEntry(platform.env, letter.subject, letter.entry, WAIT_MS);
  const change = found && changeOf(found);
  return change && { kind: "told", site: change.site, webhook, id: change.id, body: change.body, of: change.subject };
}
