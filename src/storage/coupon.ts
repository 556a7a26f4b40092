import type { Bindings } from "./bindings.ts";
import { allDatabases, checkHere, hereStatement, shardOfBucket, whereItIs, type Shard } from "./shards.ts";
import { within } from "./within.ts";

/** What came of the lines of one call so far; `faults` are the first ones. */
export interface CodeSum {
  readonly lines: number;
  readonly digest: string;
  readonly added: number;
  readonly known: number;
  readonly refused: number;
  readonly faults: readonly CodeFault[];
}

export interface CodeFault {
  readonly line: number;
  readonly rule: string;
}

/** What a call under an idempotency key has come to. */
export interface CodeRun extends CodeSum {
  readonly isDone: boolean;
}

/** Codes of an offer that are added, by their hashes. */
export interface CodesStep {
  readonly kind: "codes";
  readonly offer: string;
  readonly hashes: readonly string[];
  readonly at: number;
  /** What the newest codes have in common from now on, where that was judged by; written on its version only. */
  readonly list: { readonly version: number; readonly sealed: string } | null;
  /** Its line before, and how far it is after; there `added` is without these codes, and `known` with them. Null without a key. */
  readonly run: { readonly id: string; readonly before: number; readonly after: CodeRun } | null;
}

const WAIT_MS = 2_000;
const MAY = `EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?1 AND epoch = ?2)
  AND (?4 IS NULL OR ?4 = coalesce((SELECT version FROM code_list WHERE offer = ?3), 0))
  AND (?5 IS NULL OR ?6 = coalesce((SELECT lines FROM code_run WHERE id = ?5), 0))`;
const INSERT = `INSERT INTO coupon (hash, bucket, offer) SELECT value, ?1, ?3 FROM json_each(?7) WHERE ${MAY} ON CONFLICT DO NOTHING`;
/** What was known is what was good and not added. */
const RUN = `INSERT OR REPLACE INTO code_run (id, bucket, lines, digest, added, known, refused, faults, done, at)
  SELECT ?5, ?1, ?7, ?8, ?9 + changes(), ?10 - changes(), ?11, ?12, ?13, ?14 WHERE ${MAY}`;
const LIST = (may: string): string => `INSERT INTO code_list (offer, bucket, version, sealed) SELECT ?3, ?1, 1, ?7 WHERE ${may}
  ON CONFLICT (offer) DO UPDATE SET version = version + 1, sealed = excluded.sealed`;

/** Codes that are there already are left as they are. All of it is written, or nothing where somebody else was faster. */
export function codesStatements({ db, bucket, epoch }: Shard, { offer, hashes, at, list, run }: CodesStep): readonly D1PreparedStatement[] {
  const given = [bucket, epoch, offer, list?.version ?? null, run?.id ?? null, run?.before ?? 0];
  return [
    db.prepare(INSERT).bind(...given, JSON.stringify(hashes)),
    ...(run ? [db.prepare(RUN).bind(...given, ...columnsOf(run.after), at)] : []),
    ...(list ? [db.prepare(LIST(run ? "changes() > 0" : MAY)).bind(...given, list.sealed)] : []),
  ];
}

function columnsOf({ lines, digest, added, known, refused, faults, isDone }: CodeRun): readonly (string | number)[] {
  return [lines, digest, added, known, refused, JSON.stringify(faults), isDone ? 1 : 0];
}

/** The codes of an offer that came last, sealed, at which version; and which of these hashes are in already. Throws `Unavailable`. */
export async function readList(env: Bindings, bucket: number, offer: string, hashes: readonly string[]) {
  const [[row], known] = await readIn(env, bucket, [
    ["SELECT version, sealed FROM code_list WHERE offer = ?1", offer],
    ["SELECT hash FROM coupon WHERE hash IN (SELECT value FROM json_each(?1))", JSON.stringify(hashes)],
  ]);
  return {
    version: Number(row?.["version"] ?? 0),
    sealed: row ? String(row["sealed"]) : null,
    known: new Set(known.map(({ hash }) => String(hash))),
  };
}

/** How far a call has come; null for one that has not begun. Throws `Unavailable`. */
export async function readRun(env: Bindings, bucket: number, id: string): Promise<CodeRun | null> {
  const [[row]] = await readIn(env, bucket, [["SELECT * FROM code_run WHERE id = ?1", id]]);
  return row ? runOf(row) : null;
}

type Rows = readonly Record<string, unknown>[];

/** What these say of a bucket, each of one value. */
function readIn(env: Bindings, bucket: number, asked: readonly (readonly [sql: string, value: string])[]): Promise<[Rows, Rows]> {
  return whereItIs(async () => {
    const shard = await shardOfBucket(env, bucket);
    const session = shard.db.withSession("first-primary");
    const statements = asked.map(([sql, value]) => session.prepare(sql).bind(value));
    const found = await within(WAIT_MS, session.batch<Record<string, unknown>>([...statements, hereStatement(session, [shard])]));
    checkHere(found.at(-1), [shard]);
    return [found[0]?.results ?? [], found[1]?.results ?? []];
  });
}

function runOf(row: Record<string, unknown>): CodeRun {
  const count = (field: string): number => Number(row[field]);
  return {
    lines: count("lines"),
    digest: String(row["digest"]),
    added: count("added"),
    known: count("known"),
    refused: count("refused"),
    faults: JSON.parse(String(row["faults"])) as CodeFault[],
    isDone: count("done") === 1,
  };
}

/** Which of these hashes are of a code; asked of every database at once. Throws `Unavailable`. */
export async function findCoupons(env: Bindings, hashes: readonly string[]): Promise<ReadonlySet<string>> {
  const sql = `SELECT c.hash FROM coupon AS c JOIN bucket_owner AS o ON o.bucket = c.bucket AND o.epoch > 0
    WHERE c.hash IN (SELECT value FROM json_each(?1))`;
  const asked = allDatabases(env).map(({ db }) =>
    within(WAIT_MS, db.withSession("first-primary").prepare(sql).bind(JSON.stringify(hashes)).all<{ hash: string }>()),
  );
  return new Set((await Promise.all(asked)).flatMap(({ results }) => results.map(({ hash }) => hash)));
}

/** Forgets runs of before an instant, some at a time. */
export async function forgetRuns(db: D1Database, before: number, limit: number): Promise<void> {
  const sql = "DELETE FROM code_run WHERE id IN (SELECT id FROM code_run WHERE at < ?1 LIMIT ?2)";
  await within(WAIT_MS * 5, db.prepare(sql).bind(before, limit).run());
}
