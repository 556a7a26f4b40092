import { programOf } from "../../storage/cache/program.ts";
import { recordDeadLetter } from "../../storage/dead-letter.ts";
import type { Platform } from "../../storage/platform.ts";
import type { ToldMessage } from "../../storage/webhook.ts";

/** Writes down that a webhook never received a change, until it is sent again; of a program that is gone, nothing. Throws `Unavailable`. */
export async function giveUpChange({ env, defer }: Platform, message: ToldMessage, now: number): Promise<void> {
  const program = await programOf(env, message.site, defer);
  if (program) await recordDeadLetter(env, program.compiled.key, message, now);
}
