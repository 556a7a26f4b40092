import type { ConsentState } from "../core/consent/state.ts";
import { firstExpiry } from "../core/consent/choose.ts";
import type { LedgerEntry } from "../core/consent/ledger.ts";
import type { Purge } from "../core/profile/purge.ts";
import type { AttributeValues } from "../core/profile/values.ts";
import type { Trials } from "../core/targeting/trial.ts";
import type { ReceiptId, SubjectId } from "../core/kernel/ids.ts";
import { purgeOf, type PurgeRow } from "./purge.ts";
import type { Bindings } from "./bindings.ts";
import { checkHere, hereStatement, shardOf, whereItIs, type Shard } from "./shards.ts";
import { within } from "./within.ts";

/** The register row of a subject. */
export interface Registered {
  readonly controller: string;
  readonly version: number;
  readonly head: string;
  readonly state: ConsentState;
}

export interface Profiled {
  /** When what was observed of them was last forgotten; 0: never. */
  readonly resetAt: number;
  readonly version: number;
  readonly attributes: AttributeValues;
  readonly trials: Trials;
}

interface RegisterRow {
  readonly controller: string;
  readonly version: number;
  readonly head: string;
  readonly state: string;
}

const REGISTER = "SELECT controller, version, head, state FROM register WHERE subject = ?1";
const REGISTERS =
  "SELECT r.subject, r.controller, r.version, r.head, r.state FROM json_each(?1) AS wanted CROSS JOIN register AS r ON r.subject = wanted.value";
const ROOTS = "SELECT a.subject, a.root FROM json_each(?1) AS wanted CROSS JOIN alias AS a ON a.subject = wanted.value";
const ENTRY = "l.chain, l.id, l.version, l.at, l.prev, l.payload_hash AS payloadHash, l.hash, l.payload";
const ALIAS = "SELECT root, merge FROM alias WHERE subject = ?1";
const MERGED = "SELECT attributes FROM merge WHERE root = ?1 AND stage = 'merged'";
const PROFILE = "SELECT version, attributes, trials, reset_at AS resetAt FROM profile WHERE subject = ?1";
const PURGES = "SELECT at, purposes FROM purge WHERE subject = ?1";
const SEEN = "SELECT id FROM event WHERE subject = ?1 AND id IN (SELECT value FROM json_each(?2))";

/** What one round trip tells of a subject. */
export interface Read {
  readonly registered: Registered | null;
  readonly profile: Profiled | null;
  /** Of the event ids asked for, those the profile has counted. */
  readonly seen: ReadonlySet<string>;
  /** The subject this one was merged to: there everything about it is asked. */
  readonly root: SubjectId | null;
  /** The merge that pointed it there. */
  readonly via: string | null;
  /** The attributes of records that were merged to this one. */
  readonly merged: readonly AttributeValues[];
  /** What withdrawals left to be purged: it is there still, and not to be read. */
  readonly purges: readonly Purge[];
}

/** Reads register, profile and which of the given event ids the profile has counted, in one round trip to the primary. */
export async function readSubject(shard: Shard, subject: SubjectId, eventIds: readonly string[], ms: number): Promise<Read> {
  const session = shard.db.withSession("first-primary");
  const [register, profile, seen, alias, merged, purges, here] = await within(
    ms,
    session.batch<Record<string, unknown>>([
      session.prepare(REGISTER).bind(subject),
      session.prepare(PROFILE).bind(subject),
      session.prepare(SEEN).bind(subject, JSON.stringify(eventIds)),
      session.prepare(ALIAS).bind(subject),
      session.prepare(MERGED).bind(subject),
      session.prepare(PURGES).bind(subject),
      hereStatement(session, [shard]),
    ]),
  );
  checkHere(here, [shard]);
  const [row] = rowsOf(register) as readonly RegisterRow[];
  const [pointing] = rowsOf(alias) as readonly { readonly root: SubjectId; readonly merge: string }[];
  const [held] = rowsOf(profile) as readonly HeldRow[];
  return {
    registered: row ? registeredOf(row) : null,
    profile: held ? profiledOf(held) : null,
    seen: new Set((rowsOf(seen) as readonly { readonly id: string }[]).map((item) => item.id)),
    root: pointing?.root ?? null,
    via: pointing?.merge ?? null,
    purges: (rowsOf(purges) as readonly PurgeRow[]).map(purgeOf),
    merged: (rowsOf(merged) as readonly { readonly attributes: string }[]).map((item) => JSON.parse(item.attributes) as AttributeValues),
  };
}

type HeldRow = Omit<Profiled, "attributes" | "trials"> & { readonly attributes: string; readonly trials: string };

function profiledOf({ attributes, trials, ...row }: HeldRow): Profiled {
  return { ...row, attributes: JSON.parse(attributes) as AttributeValues, trials: JSON.parse(trials) as Trials };
}

function rowsOf(result: D1Result | undefined): readonly unknown[] {
  return result?.results ?? [];
}

/** Reads many registers of one database from its primary, and the roots of those that were merged to another subject. */
export async function readRegisters(
  db: D1Database,
  subjects: readonly { readonly id: string; readonly shard: Shard }[],
  ms: number,
): Promise<{ readonly registers: ReadonlyMap<string, Registered>; readonly roots: ReadonlyMap<string, SubjectId> }> {
  const session = db.withSession("first-primary");
  const wanted = JSON.stringify(subjects.map(({ id }) => id));
  const shards = subjects.map(({ shard }) => shard);
  const statements = [session.prepare(REGISTERS).bind(wanted), session.prepare(ROOTS).bind(wanted), hereStatement(session, shards)];
  const [registers, roots, here] = await within(ms, session.batch<Record<string, unknown>>(statements));
  checkHere(here, shards);
  const rows = (registers?.results ?? []) as unknown as readonly (RegisterRow & { subject: string })[];
  return {
    registers: new Map(rows.map((row) => [row.subject, registeredOf(row)])),
    roots: new Map(roots?.results.map((row) => [String(row["subject"]), row["root"] as SubjectId])),
  };
}

/** The whole chain of a subject or receipt, oldest first, from where it is now. Throws `Unavailable`. */
export function readLedger(env: Bindings, chain: SubjectId | ReceiptId, ms: number): Promise<readonly LedgerEntry[]> {
  return readHere(env, chain, ms, "chain = ?1 ORDER BY version", [chain]);
}

/** One entry of a chain; null when the chain has none of that id. Throws `Unavailable`. */
export async function readEntry(env: Bindings, chain: SubjectId | ReceiptId, id: ReceiptId, ms: number): Promise<LedgerEntry | null> {
  return (await readHere(env, chain, ms, "chain = ?1 AND id = ?2", [chain, id]))[0] ?? null;
}

function readHere(
  env: Bindings,
  chain: SubjectId | ReceiptId,
  ms: number,
  where: string,
  values: readonly string[],
): Promise<readonly LedgerEntry[]> {
  return whereItIs(async () => {
    const shard = await shardOf(env, chain);
    const session = shard.db.withSession("first-primary");
    const entries = session.prepare(`SELECT ${ENTRY} FROM ledger AS l WHERE ${where}`).bind(...values);
    const [found, here] = await within(ms, session.batch<Record<string, unknown>>([entries, hereStatement(session, [shard])]));
    checkHere(here, [shard]);
    return rowsOf(found) as readonly LedgerEntry[];
  });
}

/** Chains of a database after a cursor, by id: what its ledger holds and what its register names. Throws `Unavailable`. */
export async function listChains(db: D1Database, after: string, limit: number, ms: number): Promise<readonly string[]> {
  const sql = "SELECT chain FROM ledger WHERE chain > ?1 UNION SELECT subject FROM register WHERE subject > ?1 ORDER BY chain LIMIT ?2";
  const { results } = await within(ms, db.withSession("first-primary").prepare(sql).bind(after, limit).all<{ chain: string }>());
  return results.map((row) => row.chain);
}

/** Whole chains with their registers as they stood at one moment, so that a choice made meanwhile is no fault. Throws `Unavailable`. */
export async function readChains(
  db: D1Database,
  chains: readonly string[],
  ms: number,
): Promise<{ readonly entries: ReadonlyMap<string, readonly LedgerEntry[]>; readonly registers: ReadonlyMap<string, Registered> }> {
  const session = db.withSession("first-primary");
  const wanted = JSON.stringify(chains);
  const ledger = `SELECT ${ENTRY} FROM json_each(?1) AS w CROSS JOIN ledger AS l ON l.chain = w.value ORDER BY l.chain, l.version`;
  const [entries, registers] = await within(
    ms,
    session.batch<Record<string, unknown>>([session.prepare(ledger).bind(wanted), session.prepare(REGISTERS).bind(wanted)]),
  );
  const rows = (registers?.results ?? []) as unknown as readonly (RegisterRow & { subject: string })[];
  return {
    entries: Map.groupBy((entries?.results ?? []) as unknown as readonly LedgerEntry[], (entry) => entry.chain),
    registers: new Map(rows.map((row) => [row.subject, registeredOf(row)])),
  };
}

/** Subjects of a database whose grants have expired, after a cursor, oldest id first. */
export async function readExpired(
  db: D1Database,
  after: string,
  now: number,
  limit: number,
): Promise<readonly (Registered & { readonly subject: SubjectId })[]> {
  const sql =
    "SELECT subject, controller, version, head, state FROM register WHERE subject > ?1 AND expires_at <= ?2 ORDER BY subject LIMIT ?3";
  const { results } = await db.prepare(sql).bind(after, now, limit).all<RegisterRow & { subject: SubjectId }>();
  return results.map((row) => ({ ...registeredOf(row), subject: row.subject }));
}

/** The columns a state is stored as. */
export function registerColumns(state: ConsentState): { readonly state: string; readonly expiresAt: number | null } {
  return { state: JSON.stringify(state), expiresAt: firstExpiry(state) };
}

function registeredOf(row: RegisterRow): Registered {
  return { controller: row.controller, version: row.version, head: row.head, state: JSON.parse(row.state) as ConsentState };
}
