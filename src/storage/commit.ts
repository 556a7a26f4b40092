import type { LedgerEntry } from "../core/consent/ledger.ts";
import type { ConsentState } from "../core/consent/state.ts";
import type { KeptEvent } from "../core/events/fold.ts";
import type { AttributeValues } from "../core/profile/values.ts";
import { ok, refuse, type Result } from "../core/kernel/result.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import { linkStatement, listStatement, unlinkStatement, unlistStatement, type Link, type Listed } from "./identifier.ts";
import { aliasStatement, mergeStatement, type Merge } from "./merge.ts";
import { purgeStatement, purgeStatements, type PurgeStep } from "./purge.ts";
import { registerColumns } from "./register.ts";
import type { Shard } from "./shards.ts";
import { Unavailable, within } from "./within.ts";

/** What a verb decided to change. Everything about a subject is written through here, and nowhere else. */
export type Change =
  | {
      readonly kind: "consent";
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
  | { readonly kind: "refusal"; readonly entry: LedgerEntry }
  | { readonly kind: "merge-stage"; readonly merge: Merge }
  | { readonly kind: "link"; readonly link: Link }
  | { readonly kind: "unlink"; readonly subject: SubjectId; readonly id: string }
  | { readonly kind: "identifier"; readonly listed: Listed }
  | { readonly kind: "unlist"; readonly hash: string }
  | { readonly kind: "purge"; readonly step: PurgeStep }
  | {
      readonly kind: "events";
      readonly subject: SubjectId;
      readonly controller: string;
      readonly events: readonly KeptEvent[];
      readonly attributes: AttributeValues;
      readonly expected: number;
    };

/** A step of a merge, written with the consent it changes: in the root's database, or in the merged record's. */
export type Beside =
  | { readonly kind: "merge"; readonly merge: Merge }
  | { readonly kind: "alias"; readonly merge: Merge; readonly isMerged: boolean };

/** Who did it and what it was called, for the audit row of the batch. */
export interface Audit {
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly detail: Readonly<Record<string, string | number | boolean>>;
}

/** `conflict`: somebody was faster. `settled`: this very entry is in the ledger already. `moved`: the bucket lives elsewhere now. */
export type CommitRefusal = "conflict" | "settled" | "moved" | "unavailable";
export interface CommitMeta {
  readonly rowsRead: number;
  readonly rowsWritten: number;
}

const WAIT_MS = 2_000;
const OWNED = "EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?2 AND epoch = ?3)";
/** What happens to a subject that was merged to another meanwhile happens to the other. */
const STANDS = "NOT EXISTS (SELECT 1 FROM alias WHERE subject = ?1)";

/** Writes one change and its audit row in one atomic batch. Races are settled by the database: a refused batch wrote nothing. */
export async function commit(shard: Shard, change: Change, audit: Audit): Promise<Result<CommitMeta, CommitRefusal>> {
  const [wanted, ensuing] = [statementsOf(shard, change), ensuingOf(shard.db, change, audit.at)];
  try {
    const results = await within(WAIT_MS, shard.db.batch([...wanted, auditOf(shard.db, audit), ...ensuing]));
    const meta = { rowsRead: sum(results, "rows_read"), rowsWritten: sum(results, "rows_written") };
    if ((results[wanted.length]?.meta.changes ?? 0) > 0) return ok(meta);
    return refuse((await owns(shard)) ? "conflict" : "moved");
  } catch (error) {
    return refuse(refusalOf(error));
  }
}

function statementsOf(shard: Shard, change: Change): readonly D1PreparedStatement[] {
  switch (change.kind) {
    case "consent":
      return [registerOf(shard, change), ledgerOf(shard, change.entry, "changes() = 1"), ...besideOf(shard.db, change.beside)];
    case "refusal":
      return [ledgerOf(shard, change.entry, OWNED.replace("?2", String(shard.bucket)).replace("?3", String(shard.epoch)))];
    case "merge-stage":
      return [stageOf(shard, change.merge)];
    case "link":
      return [linkStatement(shard, change.link)];
    case "unlink":
      return [unlinkStatement(shard, change.subject, change.id)];
    case "identifier":
      return [listStatement(shard, change.listed)];
    case "unlist":
      return [unlistStatement(shard, change.hash)];
    case "purge":
      return purgeStatements(shard, change.step);
    case "events":
      return [profileOf(shard, change), eventsOf(shard, change)];
  }
}

/** What follows from a change once it is written. */
function ensuingOf(db: D1Database, change: Change, at: number): readonly D1PreparedStatement[] {
  const isEnding = change.kind === "consent" && change.ends !== undefined && change.ends.length > 0;
  return isEnding ? [purgeStatement(db, change.subject, change.entry.id, { at, purposes: change.ends })] : [];
}

function stageOf(shard: Shard, { root, id, stage, attributes }: Merge): D1PreparedStatement {
  const owned = OWNED.replace("?2", "?4").replace("?3", "?5");
  return shard.db
    .prepare(
      `UPDATE merge SET stage = ?3, attributes = iif(?3 = 'merged', ?6, attributes) WHERE root = ?1 AND id = ?2 AND stage <> ?3 AND ${owned}`,
    )
    .bind(root, id, stage, shard.bucket, shard.epoch, JSON.stringify(attributes));
}

function besideOf(db: D1Database, beside: Beside | undefined): readonly D1PreparedStatement[] {
  if (!beside) return [];
  return [beside.kind === "merge" ? mergeStatement(db, beside.merge) : aliasStatement(db, beside.merge, beside.isMerged)];
}

function registerOf(shard: Shard, change: Change & { kind: "consent" }): D1PreparedStatement {
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

function profileOf(shard: Shard, change: Change & { kind: "events" }): D1PreparedStatement {
  const values = [
    change.subject,
    shard.bucket,
    shard.epoch,
    change.controller,
    JSON.stringify(change.attributes),
    change.events.at(-1)?.at ?? 0,
  ] as const;
  if (change.expected === 0) {
    return shard.db
      .prepare(
        `INSERT INTO profile (subject, controller, version, attributes, updated_at)
         SELECT ?1, ?4, 1, ?5, ?6 WHERE ${OWNED} AND ${STANDS} AND NOT EXISTS (SELECT 1 FROM profile WHERE subject = ?1)`,
      )
      .bind(...values);
  }
  return shard.db
    .prepare(
      `UPDATE profile SET version = version + 1, attributes = ?5, updated_at = ?6 WHERE subject = ?1 AND version = ?7 AND controller = ?4 AND ${OWNED} AND ${STANDS}`,
    )
    .bind(...values, change.expected);
}

function eventsOf(shard: Shard, change: Change & { kind: "events" }): D1PreparedStatement {
  return shard.db
    .prepare(
      `INSERT INTO event (subject, id, name, at, expires, fields)
       SELECT ?1, value ->> 'id', value ->> 'name', value ->> 'at', value ->> 'expires', value -> 'fields' FROM json_each(?2) WHERE changes() = 1`,
    )
    .bind(change.subject, JSON.stringify(change.events));
}

/** Writes only when the statement before it did. */
function auditOf(db: D1Database, audit: Audit): D1PreparedStatement {
  return db
    .prepare("INSERT INTO audit (at, actor, action, target, detail) SELECT ?1, ?2, ?3, ?4, ?5 WHERE changes() > 0")
    .bind(audit.at, audit.actor, audit.action, audit.target, JSON.stringify(audit.detail));
}

async function owns(shard: Shard): Promise<boolean> {
  const row = await within(
    WAIT_MS,
    shard.db.prepare("SELECT 1 FROM bucket_owner WHERE bucket = ?1 AND epoch = ?2").bind(shard.bucket, shard.epoch).first(),
  );
  return row !== null;
}

function sum(results: readonly D1Result[], field: "rows_read" | "rows_written"): number {
  return results.reduce((total, result) => total + result.meta[field], 0);
}

function refusalOf(error: unknown): CommitRefusal {
  const cause = error instanceof Unavailable ? error.cause : error;
  const text = cause instanceof Error ? cause.message : "";
  if (text.includes("conflict: register version")) return "conflict";
  if (/UNIQUE constraint failed: (ledger|event)/.test(text)) return "settled";
  return "unavailable";
}
