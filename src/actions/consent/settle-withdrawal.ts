import { recordOf, type Choice, type Evidence } from "../../core/consent/choose.ts";
import type { Pass, PendingWithdrawal } from "../../core/consent/pass.ts";
import { NOTHING_SAID, type ConsentState } from "../../core/consent/state.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { writeDenyHint } from "../../storage/cache/deny.ts";
import type { Call } from "../call.ts";
import { appendRecord } from "./append-record.ts";
import { readProfiled } from "./read-held.ts";

/** Submits the withdrawals a pass still carries; answers those the ledger could not take yet. */
export async function settlePending(call: Call, pass: Pass): Promise<readonly PendingWithdrawal[]> {
  const left: PendingWithdrawal[] = [];
  for (const withdrawal of pass.pending) {
    const settled = left.length === 0 && (await settleWithdrawal(call, pass.subject, withdrawal, pass.state.version - 1));
    if (!settled) left.push(withdrawal);
  }
  return left;
}

/**
 * Writes a withdrawal that could not be written when it was made. Its own id makes it count once, however often the
 * queue and the browser bring it. True when the ledger holds it, or its subject is erased.
 */
export async function settleWithdrawal(
  call: Call,
  subject: SubjectId | null,
  withdrawal: PendingWithdrawal,
  passVersion: number,
  evidence: Evidence | null = null,
): Promise<boolean> {
  const held = await readProfiled(call, subject, null);
  if (!held) return false;
  if (held.erased) return true;
  const { purposes } = withdrawal;
  const choice: Choice =
    purposes === null
      ? { kind: "withdraw-all" }
      : { kind: "some", decisions: Object.fromEntries(purposes.map((purpose) => [purpose, false])) };
  const carried: ConsentState = { ...NOTHING_SAID, version: passVersion };
  const root = held.subject ?? subject;
  const written = await appendRecord(call, {
    subject: root,
    id: withdrawal.id,
    carried,
    unheard: [],
    held,
    once: false,
    record: (before) =>
      recordOf(choice, call.program.compiled, before, {
        at: withdrawal.at,
        site: call.program.site.key,
        controller: call.program.site.controller,
        method: withdrawal.method,
        notice: null,
        evidence,
        age: null,
        rule: call.rule,
        signals: call.signals,
      }),
  });
  if (written.ok && root) call.platform.defer(writeDenyHint(call.platform, root, written.value));
  return written.ok || written.error === "settled" || written.error === "erased";
}
