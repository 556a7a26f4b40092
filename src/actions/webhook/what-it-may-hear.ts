import { sourceChoice, recipientNamed } from "../../core/consent/source-choice.ts";
import { withoutYes } from "../../core/consent/webhook/change.ts";
import { isNo } from "../../core/consent/state.ts";
import type { CompiledWebhook } from "../../core/program/compiled.ts";
import type { Bindings } from "../../storage/bindings.ts";
import type { ToldMessage } from "../../storage/webhook.ts";
import { readRoot } from "../consent/read-root.ts";

const WAIT_MS = 2_000;

/**
 * What a webhook is told at this moment: all of it; but of a change of somebody who disconnected the recipient only what
 * they refuse or take back, null where that is nothing. Throws `Unavailable`.
 */
export async function whatItMayHear(env: Bindings, { key, recipient }: CompiledWebhook, { body, of }: ToldMessage): Promise<string | null> {
  if (recipient === undefined || of === undefined) return body;
  const { registered } = await readRoot(env, of, [], WAIT_MS);
  const said = registered?.state.decisions[sourceChoice(recipientNamed(key))] ?? null;
  return isNo(said) ? withoutYes(body) : body;
}
