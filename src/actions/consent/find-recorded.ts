import { isRecordOf, type Choice, type ConsentRecord } from "../../core/consent/choose.ts";
import type { LedgerEntry } from "../../core/consent/ledger.ts";
import type { ReceiptId, SubjectId } from "../../core/kernel/ids.ts";
import { readEntry } from "../../storage/register.ts";
import type { Call } from "../call.ts";

const WAIT_MS = 1_000;

/** A choice that was recorded under this receipt before, and whether it says the same. */
export interface Recorded {
  readonly chain: LedgerEntry["chain"];
  readonly record: ConsentRecord;
  readonly isSame: boolean;
}

/** What a chain, or the chain of one a receipt is by itself, holds under a receipt; null for nothing, or while storage is away. */
export async function findRecorded(call: Call, subject: SubjectId | null, id: ReceiptId, choice: Choice): Promise<Recorded | null> {
  const chains = subject === null ? [id] : [subject, id];
  try {
    const entries = await Promise.all(chains.map((chain) => readEntry(call.platform.env, chain, id, WAIT_MS)));
    const entry = entries.find((item) => item !== null);
    if (!entry || entry.payload === null) return null;
    const record = JSON.parse(entry.payload) as ConsentRecord;
    return { chain: entry.chain, record, isSame: isRecordOf(record, choice) };
  } catch {
    return null;
  }
}
