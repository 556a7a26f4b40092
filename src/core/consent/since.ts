import type { Instant } from "../kernel/instant.ts";
import type { ConsentRecord } from "./choose.ts";
import type { LedgerEntry } from "./ledger.ts";

/**
 * True when the person spoke of one of these purposes after an instant: a yes that was said before and comes in late is
 * overtaken. An erased entry may have spoken of any.
 */
export function isOvertaken(entries: readonly LedgerEntry[], purposes: readonly string[], said: Instant): boolean {
  return entries.some((entry) => {
    if (entry.payload === null) return entry.at > said;
    const record = JSON.parse(entry.payload) as ConsentRecord;
    if ((record.evidence?.at ?? record.at) <= said || record.method === "expiry") return false;
    return record.none !== null || purposes.some((purpose) => purpose in record.decisions);
  });
}
