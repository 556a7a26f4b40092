import { recordOf, type ConsentRecord, type Evidence } from "../../core/consent/choose.ts";
import { NOTHING_SAID, type ConsentState } from "../../core/consent/state.ts";
import { receiptId, type ReceiptId, type SubjectId } from "../../core/kernel/ids.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { writeDenyHint } from "../../storage/cache/deny.ts";
import { randomBytes } from "../../storage/platform.ts";
import type { Call } from "../call.ts";
import { appendRecord } from "../consent/append-record.ts";
import { readProfiled, type Held } from "../consent/read-held.ts";

/** What a restriction came to; without a receipt where it was so before. */
export interface Restricted {
  readonly subject: SubjectId;
  readonly receipt: ReceiptId | null;
  readonly state: ConsentState;
  readonly held: Held;
}

/**
 * Restricts the use of all that is known of somebody, or ends that (GDPR art 18): it stays stored, and no permit allows any
 * of it. It is an entry of their chain, so it holds on every device, for every server and in every job. Under
 * a receipt of before it is the same one.
 */
export async function restrictSubject(
  call: Call,
  named: SubjectId,
  isRestricted: boolean,
  evidence: Evidence | null,
  receipt: ReceiptId = receiptId(randomBytes(16)),
): Promise<Result<Restricted, "unavailable">> {
  const held = await readProfiled(call, named, null);
  if (!held) return refuse("unavailable");
  const subject = held.subject ?? named;
  if (held.erased || held.state.restricted === isRestricted) return ok({ subject, receipt: null, state: held.state, held });
  const written = await appendRecord(call, {
    subject,
    id: receipt,
    carried: NOTHING_SAID,
    unheard: [],
    held,
    once: false,
    record: (before) => recordFor(call, before, isRestricted, evidence),
  });
  if (!written.ok && written.error === "settled") return ok({ subject, receipt: null, state: held.state, held });
  if (!written.ok) return refuse("unavailable");
  if (isRestricted) call.platform.defer(writeDenyHint(call.platform, subject, written.value));
  return ok({ subject, receipt, state: written.value, held });
}

function recordFor(call: Call, before: ConsentState, restricted: boolean, evidence: Evidence | null): ConsentRecord {
  const record = recordOf({ kind: "some", decisions: {} }, call.program.compiled, before, {
    at: call.now,
    site: call.program.site.key,
    controller: call.program.site.controller,
    method: evidence ? "agent" : "settings",
    notice: null,
    rule: call.rule,
    signals: call.signals,
    evidence,
    age: null,
  });
  return { ...record, restricted };
}
