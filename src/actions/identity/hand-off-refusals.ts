import type { PendingWithdrawal } from "../../core/consent/pass.ts";
import { receiptId } from "../../core/kernel/ids.ts";
import { send } from "../../storage/outbox.ts";
import { randomBytes } from "../../storage/platform.ts";
import type { Call } from "../call.ts";
import type { Visitor } from "../consent/open-visitor.ts";
import { settleWithdrawal } from "../consent/settle-withdrawal.ts";

/**
 * Brings the refusals that only this browser knows of to the ledger, or at least to the queue, before the browser lets go
 * of the subject they belong to. False when neither takes them: then the browser must keep them.
 */
export async function handOffRefusals(call: Call, visitor: Visitor): Promise<boolean> {
  const { pass, unheard } = visitor;
  if (!pass) return true;
  const own: PendingWithdrawal = { id: receiptId(randomBytes(16)), at: call.now, purposes: unheard, method: "settings" };
  for (const withdrawal of [...pass.pending, ...(unheard.length > 0 ? [own] : [])]) {
    const settled = await settleWithdrawal(call, pass.subject, withdrawal, pass.state.version - 1);
    if (!settled && !(await queue(call, visitor, withdrawal))) return false;
  }
  return true;
}

async function queue(call: Call, { pass }: Visitor, withdrawal: PendingWithdrawal): Promise<boolean> {
  const { platform, program, rule, signals, now } = call;
  const common = { kind: "withdrawal", site: program.site.key, rule: rule.id, signals, withdrawal, evidence: null } as const;
  try {
    await send(platform, { ...common, subject: pass?.subject ?? null, passVersion: pass?.state.version ?? 0 }, now);
    return true;
  } catch {
    return false;
  }
}
