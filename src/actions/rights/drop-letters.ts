import type { Erased } from "../../core/rights/erasure-plan.ts";
import { forgetLetters, listDeadLetters } from "../../storage/dead-message.ts";
import { openMessage } from "../../storage/outbox.ts";
import type { Platform } from "../../storage/platform.ts";

const PORTION = 200;

/** Lets go of messages that were given up and speak of these subjects. One that no live secret opens says nothing to anybody. Throws `Unavailable`. */
export async function dropLetters(platform: Platform, family: readonly Erased[]): Promise<void> {
  const subjects = new Set<string>(family.map(({ subject }) => subject));
  for (let after = ""; ;) {
    const letters = await listDeadLetters(platform.env, null, after, PORTION);
    const theirs = await Promise.all(letters.map(async ({ id, sealed }) => ((await speaksOf(platform, subjects, sealed)) ? [id] : [])));
    await forgetLetters(platform.env, theirs.flat());
    if (letters.length < PORTION) return;
    after = letters.at(-1)?.id ?? "";
  }
}

async function speaksOf(platform: Platform, subjects: ReadonlySet<string>, sealed: string): Promise<boolean> {
  const message = await openMessage(platform, { sealed });
  return message !== null && "subject" in message && message.subject !== null && subjects.has(message.subject);
}
