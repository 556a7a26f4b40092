import { canonical } from "../kernel/canonical.ts";
import { sha256Hex } from "../kernel/bytes.ts";
import type { ReceiptId, SubjectId } from "../kernel/ids.ts";
import { applyRecord, type ConsentRecord } from "./choose.ts";
import { NOTHING_SAID, type ConsentState } from "./state.ts";

/** One link of a subject's chain. The hash covers the payload's hash, so erasing a payload leaves the chain whole. */
export interface LedgerEntry {
  /** The subject, or the receipt itself for a refusal that made no subject. */
  readonly chain: SubjectId | ReceiptId;
  readonly id: ReceiptId;
  readonly version: number;
  readonly at: number;
  readonly prev: string;
  readonly payloadHash: string;
  readonly hash: string;
  /** Canonical JSON of the record; null once erased. */
  readonly payload: string | null;
}

/** What a chain starts from. */
export const GENESIS = "0".repeat(64);

/** Links a record to the head of a chain (SHA-256 over canonical JSON, RFC 8785). */
export async function linkEntry(
  chain: SubjectId | ReceiptId,
  id: ReceiptId,
  version: number,
  prev: string,
  record: ConsentRecord,
): Promise<LedgerEntry> {
  const payload = canonical(record);
  const payloadHash = await sha256Hex(payload);
  const link = { chain, id, version, at: record.at, prev, payloadHash };
  return { ...link, hash: await sha256Hex(canonical(link)), payload };
}

/** What is wrong with a chain, and at which entry. */
export interface LedgerFault {
  readonly entry: string;
  readonly fault: "payload-changed" | "link-changed" | "chain-broken" | "version-order" | "head-differs" | "register-differs";
}

/** Checks every payload, link and version of a chain, its head, and that its fold is the register. */
export async function verifyChain(
  entries: readonly LedgerEntry[],
  register: { readonly head: string; readonly state: ConsentState } | null,
): Promise<readonly LedgerFault[]> {
  const faults: LedgerFault[] = [];
  const ordered = entries.toSorted((a, b) => a.version - b.version);
  let prev = GENESIS;
  let version = 0;
  for (const entry of ordered) {
    const { chain, id, at, payloadHash } = entry;
    if (entry.payload !== null && (await sha256Hex(entry.payload)) !== payloadHash) faults.push({ entry: id, fault: "payload-changed" });
    if ((await sha256Hex(canonical({ chain, id, version: entry.version, at, prev: entry.prev, payloadHash }))) !== entry.hash)
      faults.push({ entry: id, fault: "link-changed" });
    if (entry.prev !== prev) faults.push({ entry: id, fault: "chain-broken" });
    if (entry.version <= version) faults.push({ entry: id, fault: "version-order" });
    prev = entry.hash;
    version = entry.version;
  }
  if (register) faults.push(...differences(ordered, prev, register, faults.length === 0));
  return faults;
}

function differences(
  ordered: readonly LedgerEntry[],
  head: string,
  register: { readonly head: string; readonly state: ConsentState },
  sound: boolean,
): readonly LedgerFault[] {
  const last = ordered.at(-1)?.id ?? "";
  const faults: LedgerFault[] = [];
  if (register.head !== head) faults.push({ entry: last, fault: "head-differs" });
  const folded = sound ? foldLedger(ordered) : null;
  if (folded && canonical(spoken(folded)) !== canonical(spoken(register.state))) faults.push({ entry: last, fault: "register-differs" });
  return faults;
}

function spoken(state: ConsentState): unknown {
  const { version, decisions, none, age, parental } = state;
  return { version, decisions, none, age, parental };
}

/** The state a chain adds up to; null when a payload was erased, since then nothing is left to add. */
export function foldLedger(entries: readonly LedgerEntry[]): ConsentState | null {
  let state = NOTHING_SAID;
  for (const entry of entries.toSorted((a, b) => a.version - b.version)) {
    if (entry.payload === null) return null;
    state = applyRecord(state, JSON.parse(entry.payload) as ConsentRecord, entry.version);
  }
  return state;
}
