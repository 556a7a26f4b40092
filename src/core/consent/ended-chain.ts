import { canonical } from "../kernel/canonical.ts";
import { sha256Hex } from "../kernel/bytes.ts";
import { asReceiptId, type SubjectId } from "../kernel/ids.ts";
import type { Instant } from "../kernel/instant.ts";
import type { LedgerEntry } from "./ledger.ts";
import { NOTHING_SAID, type ConsentState } from "./state.ts";

/** The id of the entry that ends a chain; the databases' fences know it. */
const END_OF_CHAIN = asReceiptId(`rcp_${"0".repeat(32)}`);

/**
 * The last entry of somebody who is erased, and the register that goes with it. It tells that it ended, when and as which
 * version, and never had a payload that says anything (GDPR art 17; art 5(2): the proof is the chain itself).
 */
export async function endChain(
  chain: SubjectId,
  held: { readonly version: number; readonly head: string; readonly state: ConsentState },
  at: Instant,
): Promise<{ readonly entry: LedgerEntry; readonly state: ConsentState }> {
  if (!END_OF_CHAIN) throw new Error("an id that is none");
  const version = held.version + 1;
  const payloadHash = await sha256Hex(canonical({ erased: true }));
  const link = { chain, id: END_OF_CHAIN, version, at, prev: held.head, payloadHash };
  const entry = { ...link, hash: await sha256Hex(canonical(link)), payload: null };
  return { entry, state: { ...NOTHING_SAID, version, rule: held.state.rule, rulesVersion: held.state.rulesVersion, erased: true } };
}
