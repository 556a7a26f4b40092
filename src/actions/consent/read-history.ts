import type { ConsentRecord } from "../../core/consent/choose.ts";
import { readLedger } from "../../storage/register.ts";
import type { Call } from "../call.ts";
import type { Visitor } from "./open-visitor.ts";

const WAIT_MS = 2_000;

/** One line of a person's own history. */
export interface HistoryEntry {
  readonly receipt: string;
  readonly version: number;
  readonly at: string;
  readonly hash: string;
  /** Null once erased. */
  readonly record: ConsentRecord | null;
}

/** Every choice of the subject in this browser's pass, oldest first; empty for somebody without one. Throws `Unavailable`. */
export async function readHistory(call: Call, visitor: Visitor): Promise<readonly HistoryEntry[]> {
  const subject = visitor.pass?.subject;
  if (!subject) return [];
  const entries = await readLedger(call.platform.env, subject, WAIT_MS);
  return entries.map((entry) => ({
    receipt: entry.id,
    version: entry.version,
    at: new Date(entry.at).toISOString(),
    hash: entry.hash,
    record: entry.payload === null ? null : (JSON.parse(entry.payload) as ConsentRecord),
  }));
}
