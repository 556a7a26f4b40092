import { recordOf, type Choice } from "../../core/consent/choose.ts";
import { GENESIS } from "../../core/consent/ledger.ts";
import { NOTHING_SAID, type ConsentState } from "../../core/consent/state.ts";
import type { ReceiptId } from "../../core/kernel/ids.ts";
import type { Result } from "../../core/kernel/result.ts";
import type { CommitRefusal } from "../../storage/commit.ts";
import { send } from "../../storage/outbox.ts";
import { appendRecord } from "./append-record.ts";
import type { Telling } from "./telling.ts";

const NOBODY = { version: 0, head: GENESIS, state: NOTHING_SAID };

/** Appends what a person told somebody to their chain, with who took it down. */
export function appendTold(telling: Telling, choice: Choice, id: ReceiptId, once: boolean): Promise<Result<ConsentState, CommitRefusal>> {
  const { call, told, subject, registered } = telling;
  return appendRecord(call, {
    subject,
    id,
    carried: NOTHING_SAID,
    unheard: [],
    held: registered === null || registered === "nobody" ? NOBODY : registered,
    once,
    record: (before) =>
      recordOf(choice, call.program.compiled, before, {
        at: call.now,
        site: call.program.site.key,
        controller: call.program.site.controller,
        method: told.method,
        ...telling.shown,
        evidence: told.evidence,
        age: told.age,
        rule: call.rule,
        signals: call.signals,
      }),
  });
}

/** Sends a refusal to the queue, which brings it to the ledger once; false when the queue is away too. */
export async function queueTold({ call, told, subject }: Telling, choice: Choice, id: ReceiptId): Promise<boolean> {
  const purposes = choice.kind === "some" ? Object.keys(choice.decisions) : null;
  const { evidence, method } = told;
  const message = { kind: "withdrawal", site: call.program.site.key, subject, passVersion: 0, rule: call.rule.id } as const;
  try {
    const withdrawal = { id, at: call.now, purposes, method };
    await send(call.platform, { ...message, signals: call.signals, withdrawal, evidence }, call.now);
    return true;
  } catch {
    return false;
  }
}
