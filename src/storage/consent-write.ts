import type { LedgerEntry } from "../core/consent/ledger.ts";
import type { ConsentState } from "../core/consent/state.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import { besideStatements, type Beside } from "./beside.ts";
import { registerColumns } from "./register.ts";
import type { Shard } from "./shards.ts";

export interface ConsentChange {
  readonly subject: SubjectId;
  readonly controller: string;
  readonly entry: LedgerEntry;
  readonly state: ConsentState;
  readonly expected: number;
  /** What is written with it where records are merged or parted. */
  readonly beside?: Beside;
  /** Purposes it ends: what only they justified is to be purged. */
  readonly ends?: readonly string[];
}

const OWNED = "EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?2 AND epoch = ?3)";

/** Register and ledger of one subject, together or not at all. */
export function consentStatements(shard: Shard, change: ConsentChange): readonly D1PreparedStatement[] {
  return [registerOf(shard, change), ledgerOf(shard, change.entry, "changes() = 1"), ...besideStatements(shard.db, change.beside)];
}

/** A refusal of nobody: a chain of one. */
export function refusalStatement(shard: Shard, entry: LedgerEntry): D1PreparedStatement {
  return ledgerOf(shard, entry, OWNED.replace("?2", String(shard.bucket)).replace("?3", String(shard.epoch)));
}

function registerOf(shard: Shard, change: ConsentChange): D1PreparedStatement {
  const { state, expiresAt } = registerColumns(change.state);
  const values = [
    change.subject,
    shard.bucket,
    shard.epoch,
    change.controller,
    change.state.version,
    change.entry.hash,
    state,
    expiresAt,
    change.entry.at,
  ] as const;
  if (change.expected === 0) {
    return shard.db
      .prepare(
        `INSERT INTO register (subject, controller, version, head, state, expires_at, updated_at)
         SELECT ?1, ?4, ?5, ?6, ?7, ?8, ?9 WHERE ${OWNED} AND NOT EXISTS (SELECT 1 FROM register WHERE subject = ?1)`,
      )
      .bind(...values);
  }
  return shard.db
    .prepare(
      `UPDATE register SET version = ?5, head = ?6, state = ?7, expires_at = ?8, updated_at = ?9
       WHERE subject = ?1 AND version = ?10 AND controller = ?4 AND ${OWNED}`,
    )
    .bind(...values, change.expected);
}

function ledgerOf(shard: Shard, entry: LedgerEntry, condition: string): D1PreparedStatement {
  return shard.db
    .prepare(
      `INSERT INTO ledger (chain, id, version, at, prev, payload_hash, hash, payload) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE ${condition}`,
    )
    .bind(entry.chain, entry.id, entry.version, entry.at, entry.prev, entry.payloadHash, entry.hash, entry.payload);
}
