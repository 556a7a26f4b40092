import type { LedgerEntry } from "../core/consent/ledger.ts";
import { ok, refuse, type Result } from "../core/kernel/result.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import { consentStatements, refusalStatement, type ConsentChange } from "./consent-write.ts";
import { bulkStatement, type Bulk } from "./bulk.ts";
import { exchangeStatements, type ExchangeChange } from "./exchange-change.ts";
import { keepStatement, type KeptDecisions } from "./decision.ts";
import { eraseStatements, type EraseStep } from "./erase.ts";
import { foldStatements, trialsStatements, type Folded, type TrialsApart } from "./event.ts";
import { blockStatement, linkStatement, listStatement, unlinkStatement, unlistStatement, type Link, type Listed } from "./identifier.ts";
import { stageStatement, type Merge } from "./merge.ts";
import { pressureStatement, type PressureChange } from "./pressure.ts";
import { purgeStatement, purgeStatements, type PurgeStep } from "./purge.ts";
import { servedStatements, type ServedStep } from "./served.ts";
import type { Shard } from "./shards.ts";
import { taskStepStatement, type TaskStep } from "./task.ts";
import { Unavailable, within } from "./within.ts";

/** What a verb decided to change. Everything about a subject is written through here, and nowhere else. */
export type Change =
  | ExchangeChange
  | ({ readonly kind: "consent" } & ConsentChange)
  | { readonly kind: "refusal"; readonly entry: LedgerEntry }
  | { readonly kind: "merge-stage"; readonly merge: Merge }
  | { readonly kind: "link"; readonly link: Link }
  | { readonly kind: "unlink"; readonly subject: SubjectId; readonly id: string }
  | { readonly kind: "identifier"; readonly listed: Listed }
  | { readonly kind: "unlist"; readonly hash: string }
  | { readonly kind: "block"; readonly hash: string; readonly subject: SubjectId }
  | { readonly kind: "purge"; readonly step: PurgeStep }
  | { readonly kind: "erase"; readonly step: EraseStep }
  | { readonly kind: "task"; readonly step: TaskStep }
  | { readonly kind: "served"; readonly step: ServedStep }
  | { readonly kind: "bulk"; readonly bulk: Bulk }
  | { readonly kind: "decisions"; readonly kept: KeptDecisions }
  | { readonly kind: "trials"; readonly apart: TrialsApart }
  | { readonly kind: "pressure"; readonly changed: PressureChange }
  | { readonly kind: "events"; readonly folded: Folded };

/** Who did it and what it was called, for the audit row of the batch. */
export interface Audit {
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly detail: Readonly<Record<string, string | number | boolean>>;
}

/**
 * `conflict`: somebody was faster. `settled`: this very entry is in the ledger already. `moved`: the bucket lives elsewhere
 * now. `erased`: nothing is written of this subject any more.
 */
export type CommitRefusal = "conflict" | "settled" | "moved" | "erased" | "unavailable";
export interface CommitMeta {
  readonly rowsRead: number;
  readonly rowsWritten: number;
  /** Rows the first statement changed. */
  readonly changes: number;
}

const WAIT_MS = 2_000;

/** Writes one change and its audit row in one atomic batch. Races are settled by the database: a refused batch wrote nothing. */
export async function commit(shard: Shard, change: Change, audit: Audit): Promise<Result<CommitMeta, CommitRefusal>> {
  const { statements, auditAt } = partOf({ shard, change, audit });
  try {
    return await outcomeOf(shard, await within(WAIT_MS, shard.db.batch(statements)), auditAt);
  } catch (error) {
    return refuse(refusalOf(error));
  }
}

/** One of many changes of one database. */
export interface Item {
  readonly shard: Shard;
  readonly change: Change;
  readonly audit: Audit;
}

/** Writes many changes of one database in one batch. Each is written or refused by itself, in the order asked. */
export async function commitAll(db: D1Database, items: readonly Item[]): Promise<readonly Result<CommitMeta, CommitRefusal>[]> {
  const parts = items.map(partOf);
  try {
    const results = await within(WAIT_MS, db.batch(parts.flatMap(({ statements }) => statements)));
    let start = 0;
    const outcomes = items.map(({ shard }, index) => {
      const { statements, auditAt } = parts[index] ?? NO_PART;
      start += statements.length;
      return outcomeOf(shard, results.slice(start - statements.length, start), auditAt);
    });
    return await Promise.all(outcomes);
  } catch (error) {
    const refusal = refusalOf(error);
    // A constraint broke the batch: whose it was shows when each is written by itself.
    if (isConstraint(error) && items.length > 1) return Promise.all(items.map(({ shard, change, audit }) => commit(shard, change, audit)));
    return items.map(() => refuse(refusal));
  }
}

/** The statements of an item, and which of them is its audit row: written with what was wanted, before what follows from it. */
interface Part {
  readonly statements: readonly D1PreparedStatement[];
  readonly auditAt: number;
}

const NO_PART: Part = { statements: [], auditAt: 0 };

/** Counters, which nobody decides on, leave no trace in the audit. */
function partOf({ shard, change, audit }: Item): { readonly statements: D1PreparedStatement[]; readonly auditAt: number } {
  const wanted = statementsOf(shard, change);
  if (change.kind === "pressure" || change.kind === "asked") return { statements: [...wanted], auditAt: 0 };
  if (change.kind === "erase" && change.step.kind === "rows") return { statements: [ownedAuditOf(shard, audit), ...wanted], auditAt: 0 };
  return { statements: [...wanted, auditOf(shard.db, audit), ...ensuingOf(shard.db, change, audit.at)], auditAt: wanted.length };
}

async function outcomeOf(shard: Shard, results: readonly D1Result[], auditAt: number): Promise<Result<CommitMeta, CommitRefusal>> {
  const meta = { rowsRead: sum(results, "rows_read"), rowsWritten: sum(results, "rows_written"), changes: results[0]?.meta.changes ?? 0 };
  if ((results[auditAt]?.meta.changes ?? 0) > 0) return ok(meta);
  return refuse((await owns(shard)) ? "conflict" : "moved");
}

function statementsOf(shard: Shard, change: Change): readonly D1PreparedStatement[] {
  switch (change.kind) {
    case "consent":
      return consentStatements(shard, change);
    case "refusal":
      return [refusalStatement(shard, change.entry)];
    case "merge-stage":
      return [stageStatement(shard, change.merge)];
    case "link":
      return [linkStatement(shard, change.link)];
    case "unlink":
      return [unlinkStatement(shard, change.subject, change.id)];
    case "identifier":
      return [listStatement(shard, change.listed)];
    case "unlist":
      return [unlistStatement(shard, change.hash)];
    case "block":
      return [blockStatement(shard, change.hash, change.subject)];
    case "points":
    case "promise":
    case "forfeit":
    case "joined":
    case "unlock":
    case "reports":
    case "brought":
    case "asked":
    case "exchange-told":
    case "offer":
    case "answer":
      return exchangeStatements(shard, change);
    case "task":
      return [taskStepStatement(shard, change.step)];
    case "served":
      return servedStatements(shard, change.step);
    case "bulk":
      return [bulkStatement(shard.db, change.bulk)];
    case "trials":
      return trialsStatements(shard, change.apart);
    case "pressure":
      return [pressureStatement(shard, change.changed)];
    case "purge":
      return purgeStatements(shard, change.step);
    case "erase":
      return eraseStatements(shard, change.step);
    case "decisions":
      return [keepStatement(shard, change.kept)];
    case "events":
      return foldStatements(shard, change.folded);
  }
}

/** What follows from a change once it is written. */
function ensuingOf(db: D1Database, change: Change, at: number): readonly D1PreparedStatement[] {
  const isEnding = change.kind === "consent" && change.ends !== undefined && change.ends.length > 0;
  return isEnding ? [purgeStatement(db, change.subject, change.entry.id, { at, purposes: change.ends })] : [];
}

/** Writes only when the statement before it did. */
function auditOf(db: D1Database, audit: Audit): D1PreparedStatement {
  return db
    .prepare("INSERT INTO audit (at, actor, action, target, detail) SELECT ?1, ?2, ?3, ?4, ?5 WHERE changes() > 0")
    .bind(audit.at, audit.actor, audit.action, audit.target, JSON.stringify(audit.detail));
}

/** Writes where the bucket is, whether or not anything was there to change. */
function ownedAuditOf({ db, bucket, epoch }: Shard, audit: Audit): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO audit (at, actor, action, target, detail) SELECT ?1, ?2, ?3, ?4, ?5
       WHERE EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?6 AND epoch = ?7)`,
    )
    .bind(audit.at, audit.actor, audit.action, audit.target, JSON.stringify(audit.detail), bucket, epoch);
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

function textOf(error: unknown): string {
  const cause = error instanceof Unavailable ? error.cause : error;
  return cause instanceof Error ? cause.message : "";
}

function isConstraint(error: unknown): boolean {
  return textOf(error).includes("SQLITE_CONSTRAINT");
}

function refusalOf(error: unknown): CommitRefusal {
  const text = textOf(error);
  if (text.includes("conflict: register version")) return "conflict";
  if (/\berased: SQLITE_CONSTRAINT/.test(text)) return "erased";
  if (/UNIQUE constraint failed: (ledger|event|exchange)/.test(text)) return "settled";
  return "unavailable";
}
