import { sourceIn } from "../../core/consent/source-choice.ts";
import { applyRecord, type ConsentRecord } from "../../core/consent/choose.ts";
import { GENESIS, linkEntry, type LedgerEntry } from "../../core/consent/ledger.ts";
import { isNo, NOTHING_SAID, saidOf, type ConsentState, type PurposeRecord } from "../../core/consent/state.ts";
import { endedBy } from "../../core/profile/purge.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { ReceiptId, SubjectId } from "../../core/kernel/ids.ts";
import type { Beside } from "../../storage/beside.ts";
import { commit, type Change, type CommitRefusal } from "../../storage/commit.ts";
import { forgetShards, shardOf } from "../../storage/shards.ts";
import { actorName, type Call } from "../call.ts";
import { announceChange } from "../webhook/announce-change.ts";
import { readProfiled } from "./read-held.ts";

export interface Append {
  /** Null: a refusal that makes no subject; it becomes a chain of one. */
  readonly subject: SubjectId | null;
  readonly id: ReceiptId;
  readonly carried: ConsentState;
  /** Purposes the browser refused without our hearing of it. */
  readonly unheard: readonly string[];
  readonly held: { readonly version: number; readonly head: string; readonly state: ConsentState };
  readonly record: (before: ConsentState) => ConsentRecord;
  /** True for a grant: somebody faster wins. False for a refusal: it is written over whatever is there. */
  readonly once: boolean;
  /** Purposes that ended for the subject otherwise than by this record. */
  readonly ends?: readonly string[];
  /** What is written in the same batch, made of the state it is written upon. */
  readonly beside?: (before: ConsentState) => Beside;
}

const MOST_TRIES = 8;

/** Appends a record to its chain and moves the register, both or neither; answers the new state. */
export async function appendRecord(call: Call, append: Append): Promise<Result<ConsentState, CommitRefusal>> {
  let { held, subject } = append;
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const written = await tryAppend(call, { ...append, subject }, held);
    if (written.ok || isFinal(written.error)) return written;
    if (written.error === "moved") forgetShards();
    else if (append.once) return written;
    const again = await readProfiled(call, subject, null);
    if (!again) return refuse("unavailable");
    if (again.erased) return refuse("erased");
    if (isElsewhere(append, subject, again.subject)) return refuse("conflict");
    held = again;
    subject = again.subject ?? subject;
  }
  return refuse("unavailable");
}

function isFinal(refusal: CommitRefusal): boolean {
  return refusal === "settled" || refusal === "erased" || refusal === "unavailable";
}

/** A step of a merge is of this very subject: one that was merged elsewhere meanwhile is looked at anew. */
function isElsewhere({ beside }: Append, subject: SubjectId | null, now: SubjectId | null): boolean {
  return beside !== undefined && now !== subject;
}

async function tryAppend(call: Call, append: Append, held: Append["held"]): Promise<Result<ConsentState, CommitRefusal>> {
  const { subject } = append;
  if (subject === null) return appendRefusal(call, append);
  const chosen = append.record(held.state);
  const record = { ...chosen, decisions: { ...lostNoes(append, held), ...chosen.decisions } };
  const version = Math.max(held.version, append.carried.version) + 1;
  const entry = await linkEntry(subject, append.id, version, held.head, record);
  const state = applyRecord(held.version === 0 ? NOTHING_SAID : held.state, record, version);
  const ends = [...endedBy(record), ...(append.ends ?? [])].filter(
    (purpose) => call.program.purposeIndex.has(purpose) || sourceIn(purpose) !== null,
  );
  const common = {
    kind: "consent",
    subject,
    controller: call.program.site.controller,
    entry,
    state,
    expected: held.version,
    ends,
  } as const;
  return write(call, append.beside ? { ...common, beside: append.beside(held.state) } : common, record, state);
}

/** A refusal nobody stands behind: a chain of one under its own receipt, and no register. */
async function appendRefusal(call: Call, append: Append): Promise<Result<ConsentState, CommitRefusal>> {
  const record = append.record(append.carried);
  const entry = await linkEntry(append.id, append.id, 1, GENESIS, record);
  return write(call, { kind: "refusal", entry }, record, applyRecord(append.carried, record, 1));
}

async function write(
  call: Call,
  change: Change & { readonly entry: LedgerEntry },
  record: ConsentRecord,
  state: ConsentState,
): Promise<Result<ConsentState, CommitRefusal>> {
  const { chain, version } = change.entry;
  const audit = { at: call.now, actor: actorName(call.actor), action: `consent.${record.method}`, target: chain, detail: { version } };
  try {
    const shard = await shardOf(call.platform.env, chain);
    const written = await commit(shard, change, audit);
    if (!written.ok) return refuse(written.error);
    announceChange(call, shard.binding);
    return ok(state);
  } catch {
    return refuse("unavailable");
  }
}

/**
 * Refusals the register does not know although the browser does: made while we were away, or lost when the database was
 * restored from an older copy. They are written down with the next record; a register that is ahead overrules the rest.
 */
function lostNoes(append: Append, held: Append["held"]): { readonly [purpose: string]: PurposeRecord } {
  const { carried, unheard } = append;
  const purposes =
    carried.none === null
      ? Object.keys(carried.decisions)
      : [...new Set([...Object.keys(carried.decisions), ...Object.keys(held.state.decisions)])];
  return Object.fromEntries(
    purposes.flatMap((purpose) => {
      const said = saidOf(carried, purpose);
      if (!said || !isNo(said) || isNo(saidOf(held.state, purpose))) return [];
      return unheard.includes(purpose) || carried.version >= held.version ? [[purpose, said] as const] : [];
    }),
  );
}
