import { programOf } from "../../storage/cache/program.ts";
import { recordDeadLetter, recordUnsent } from "../../storage/dead-letter.ts";
import { noteHeard } from "../../storage/erasure-told.ts";
import type { Platform } from "../../storage/platform.ts";
import type { Outgoing } from "../../storage/webhook.ts";

/**
 * Writes down what was never received: what a webhook was to be told, until it is sent again; of an erasure without whose;
 * a status or a letter, which the next one makes good. Of a program that is gone, nothing. Throws `Unavailable`.
 */
export async function giveUpChange({ env, defer }: Platform, message: Outgoing, now: number): Promise<void> {
  const program = await programOf(env, message.site, defer);
  if (!program) return;
  if (message.kind === "told" && message.erasure !== undefined) {
    const hearing = { name: message.erasure, program: program.compiled.key, webhook: message.webhook };
    await noteHeard(env, hearing, "given_up", now);
    return recordUnsent(env, { at: now, action: "erasure.untold", target: message.erasure, program: program.compiled.key });
  }
  if (message.kind === "told") return recordDeadLetter(env, program.compiled.key, message, now);
  const [action, target] = message.kind === "status" ? ["callback.dead", message.request] : ["mail.dead", message.site];
  await recordUnsent(env, { at: now, action, target, program: program.compiled.key });
}
