import { shownCell } from "../../core/insight/consent-count.ts";
import { toHex } from "../../core/kernel/bytes.ts";
import { NO_SIGNAL } from "../../core/consent/signals/signals.ts";
import { countShown } from "../../storage/consent-count.ts";
import { send, type NoticeMessage } from "../../storage/outbox.ts";
import { randomBytes } from "../../storage/platform.ts";
import type { Call } from "../call.ts";

/**
 * Says to the counts that a notice is on a page: under a number drawn for this one view, which nobody keeps and which is
 * only there to be counted once. The page never waits for it, and with the queue away the view is not counted.
 */
export function noteShown(call: Call, { version, locale }: { readonly version: string; readonly locale: string }): void {
  const message: NoticeMessage = {
    kind: "notice",
    site: call.program.site.key,
    rule: call.rule.id,
    signals: NO_SIGNAL,
    id: toHex(randomBytes(8)),
    notice: version,
    locale,
    at: call.now,
  };
  call.platform.defer(send(call.platform, message, call.now).catch(() => undefined));
}

/** Adds views of notices to the counts, each once. */
export async function countNotices(db: D1Database, messages: readonly NoticeMessage[], now: number): Promise<void> {
  await countShown(
    db,
    messages.map((message) => ({ id: message.id, at: message.at, cell: shownCell(message, now) })),
  );
}
