import type { SubjectId } from "../../core/kernel/ids.ts";
import { send, type AskedMessage } from "../../storage/outbox.ts";
import type { Call } from "../call.ts";
import { foldAsked } from "./fold-asked.ts";

/** Sends on that a question was seen, or refused, to be counted; with the queue away it is counted at once. Throws `Unavailable`. */
export async function noteAsked(
  call: Call,
  subject: SubjectId,
  { ask, variant, said }: Pick<AskedMessage, "ask" | "variant" | "said">,
): Promise<void> {
  const { site } = call.program;
  const message = {
    kind: "asked",
    site: site.key,
    subject,
    rule: call.rule.id,
    signals: call.signals,
    ask,
    variant,
    at: call.now,
    said,
  } as const;
  try {
    await send(call.platform, message, call.now);
  } catch {
    await foldAsked(call.platform, [{ call, message }]);
  }
}
