import type { ConsentRecord } from "../../core/consent/choose.ts";
import type { LedgerEntry } from "../../core/consent/ledger.ts";
import type { ReceiptSource } from "../../core/consent/receipt/source.ts";
import type { ReceiptId } from "../../core/kernel/ids.ts";
import { readEntry } from "../../storage/register.ts";
import type { Call } from "../call.ts";
import type { Visitor } from "./open-visitor.ts";
import { recordedText } from "./shown-text.ts";

const WAIT_MS = 2_000;

/**
 * What a receipt is made of, for the person it is about: an entry of their own chain, or a refusal without a subject,
 * whose id nobody can guess. Null for any other id, whether it exists or not, and for an erased entry. Throws `Unavailable`.
 */
export async function readReceipt(call: Call, visitor: Visitor, id: ReceiptId): Promise<ReceiptSource | null> {
  const entry = await findEntry(call, visitor, id);
  if (!entry || entry.payload === null) return null;
  const record = JSON.parse(entry.payload) as ConsentRecord;
  if (record.controller !== call.program.site.controller) return null;
  const shown = await recordedText(call.platform.env, record.notice);
  return { entry, record, shown, program: call.program.compiled };
}

/** Asks the same of storage whatever the answer will be. */
async function findEntry(call: Call, visitor: Visitor, id: ReceiptId): Promise<LedgerEntry | null> {
  const chains = [visitor.pass?.subject ?? null, id].filter((chain) => chain !== null);
  const found = await Promise.all(chains.map((chain) => readEntry(call.platform.env, chain, id, WAIT_MS)));
  return found.find((entry) => entry !== null) ?? null;
}
