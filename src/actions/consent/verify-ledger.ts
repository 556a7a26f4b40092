import { verifyChain, type LedgerFault } from "../../core/consent/ledger.ts";
import type { ReceiptId, SubjectId } from "../../core/kernel/ids.ts";
import { asSubjectId } from "../../core/kernel/ids.ts";
import type { Bindings } from "../../storage/bindings.ts";
import { readLedger, readRegister } from "../../storage/register.ts";
import { shardOf } from "../../storage/shards.ts";

const WAIT_MS = 5_000;

/** Checks the whole chain of a subject or receipt against its hashes and its register; no faults means it is as it was written. */
export async function verifyLedger(
  env: Bindings,
  chain: SubjectId | ReceiptId,
): Promise<{ readonly entries: number; readonly faults: readonly LedgerFault[] }> {
  const shard = await shardOf(env, chain);
  const subject = asSubjectId(chain);
  const entries = await readLedger(shard, chain);
  const register = subject ? await readRegister(shard, subject, WAIT_MS) : null;
  return { entries: entries.length, faults: await verifyChain(entries, register) };
}
