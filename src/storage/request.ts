import type { RequestKind } from "../core/rights/kinds.ts";
import type { Reply } from "../core/rights/reply.ts";
import type { RefusalBasis, RequestState, RequestWay, RightsRequest } from "../core/rights/request.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import type { Bindings } from "./bindings.ts";
import type { Audit } from "./commit.ts";
import { checkHere, hereStatement, shardOfBucket, whereItIs, type Shard } from "./shards.ts";
import { within } from "./within.ts";

/** What was done about a request. `step` is a verb, or a reminder by its name. */
export interface RequestStep {
  readonly step: string;
  readonly at: number;
  readonly actor: string;
  readonly note: string | null;
}

/** A request with what its desk may need to reach and to find whoever asks, both null once it is closed. */
export interface KeptRequest extends RightsRequest {
  /** How whoever filed it by a protocol hears of it; null for any other. */
  readonly reply: Reply | null;
  readonly claim: string | null;
  readonly contact: string | null;
}

interface Row {
  readonly id: string;
  readonly controller: string;
  readonly kind: RequestKind;
  readonly state: RequestState;
  readonly via: RequestWay;
  readonly subject: SubjectId | null;
  readonly claim: string | null;
  readonly contact: string | null;
  readonly rule: string;
  readonly received_at: number;
  readonly acknowledge_by: number | null;
  readonly acknowledged_at: number | null;
  readonly due_at: number;
  readonly extension: number | null;
  readonly extended_at: number | null;
  readonly closed_at: number | null;
  readonly basis: RefusalBasis | null;
  readonly reply: string | null;
}

const WAIT_MS = 2_000;
const COLUMNS =
  "id, controller, kind, state, via, subject, claim, contact, rule, received_at, acknowledge_by, acknowledged_at, due_at, extension, extended_at, closed_at, basis, reply";
const OWNED = "EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?2 AND epoch = ?3)";

/** Files a request, its first step and the audit row, all or none; one that is there already stays as it is. Throws `Unavailable`. */
export async function writeRequest(shard: Shard, request: KeptRequest, step: RequestStep, audit: Audit): Promise<boolean> {
  const { id, controller, kind, state, via, subject, claim, contact, rule, received, acknowledgeBy, acknowledged, due, extension, reply } =
    request;
  const insert = shard.db
    .prepare(
      `INSERT INTO request (id, bucket, controller, kind, state, via, subject, claim, contact, rule, received_at, acknowledge_by,
         acknowledged_at, due_at, extension, reply) SELECT ?1, ?2, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17
       WHERE ${OWNED} ON CONFLICT DO NOTHING`,
    )
    .bind(
      ...[id, shard.bucket, shard.epoch, controller, kind, state, via, subject, claim, contact, rule, received],
      ...[acknowledgeBy, acknowledged, due, extension, reply && JSON.stringify(reply)],
    );
  return changed(shard, [insert, stepStatement(shard, id, step), auditStatement(shard, audit)]);
}

/** Writes a step upon the request it was decided on, with the audit row; false where somebody was faster. Throws `Unavailable`. */
export async function moveRequest(
  shard: Shard,
  before: RightsRequest,
  after: RightsRequest,
  step: RequestStep,
  audit: Audit,
): Promise<boolean> {
  const update = shard.db
    .prepare(
      `UPDATE request SET state = ?4, subject = ?5, acknowledged_at = ?6, due_at = ?7, extended_at = ?8, closed_at = ?9, basis = ?10,
         claim = iif(?9 IS NULL, claim, NULL), contact = iif(?9 IS NULL, contact, NULL)
       WHERE id = ?1 AND ${OWNED} AND state = ?11 AND acknowledged_at IS ?12 AND extended_at IS ?13 AND closed_at IS NULL`,
    )
    .bind(
      ...[before.id, shard.bucket, shard.epoch, after.state, after.subject, after.acknowledged, after.due, after.extended],
      ...[after.closed, after.basis, before.state, before.acknowledged, before.extended],
    );
  return changed(shard, [update, stepStatement(shard, before.id, step), auditStatement(shard, audit)]);
}

/** Notes a reminder, once. Throws `Unavailable`. */
export async function noteReminder(shard: Shard, id: string, step: RequestStep, audit: Audit): Promise<boolean> {
  const insert = shard.db
    .prepare(
      `INSERT INTO request_step (request, step, bucket, at, actor, note) SELECT ?1, ?4, ?2, ?5, ?6, ?7 WHERE ${OWNED}
       AND EXISTS (SELECT 1 FROM request WHERE id = ?1 AND closed_at IS NULL) ON CONFLICT DO NOTHING`,
    )
    .bind(id, shard.bucket, shard.epoch, step.step, step.at, step.actor, step.note);
  return changed(shard, [insert, auditStatement(shard, audit)]);
}

async function changed({ db }: Shard, statements: readonly D1PreparedStatement[]): Promise<boolean> {
  const [first] = await within(WAIT_MS, db.batch([...statements]));
  return (first?.meta.changes ?? 0) > 0;
}

function stepStatement({ db, bucket }: Shard, id: string, { step, at, actor, note }: RequestStep): D1PreparedStatement {
  return db
    .prepare("INSERT INTO request_step (request, step, bucket, at, actor, note) SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE changes() > 0")
    .bind(id, step, bucket, at, actor, note);
}

function auditStatement({ db }: Shard, { at, actor, action, target, detail }: Audit): D1PreparedStatement {
  return db
    .prepare("INSERT INTO audit (at, actor, action, target, detail) SELECT ?1, ?2, ?3, ?4, ?5 WHERE changes() > 0")
    .bind(at, actor, action, target, JSON.stringify(detail));
}

/** One request with its steps, oldest first; null where there is none. Throws `Unavailable`. */
export function readRequest(
  env: Bindings,
  bucket: number,
  id: string,
): Promise<{ readonly request: KeptRequest; readonly steps: readonly RequestStep[] } | null> {
  return whereItIs(async () => {
    const shard = await shardOfBucket(env, bucket);
    const session = shard.db.withSession("first-primary");
    const [found, steps, here] = await within(
      WAIT_MS,
      session.batch<Record<string, unknown>>([
        session.prepare(`SELECT ${COLUMNS} FROM request WHERE id = ?1`).bind(id),
        session.prepare("SELECT step, at, actor, note FROM request_step WHERE request = ?1 ORDER BY at, step").bind(id),
        hereStatement(session, [shard]),
      ]),
    );
    checkHere(here, [shard]);
    const [row] = (found?.results ?? []) as unknown as readonly Row[];
    return row ? { request: requestOf(row), steps: (steps?.results ?? []) as unknown as readonly RequestStep[] } : null;
  });
}

/** Which requests: open ones in the order they are due, after a place in it; or those of some subjects, newest first. */
export type RequestsWanted =
  | {
      readonly controller: string;
      readonly state: "unverified" | "open" | null;
      readonly after: readonly [due: number, id: string];
      readonly limit: number;
    }
  | { readonly subjects: readonly SubjectId[] };

/** Reads requests of one controller's bucket. Throws `Unavailable`. */
export function listRequests(env: Bindings, bucket: number, wanted: RequestsWanted): Promise<readonly KeptRequest[]> {
  return whereItIs(async () => {
    const shard = await shardOfBucket(env, bucket);
    const session = shard.db.withSession("first-primary");
    const [rows, here] = await within(
      WAIT_MS,
      session.batch<Record<string, unknown>>([wantedStatement(session, wanted), hereStatement(session, [shard])]),
    );
    checkHere(here, [shard]);
    return ((rows?.results ?? []) as unknown as readonly Row[]).map(requestOf);
  });
}

const MOST_OWN = 200;

function wantedStatement(db: Pick<D1Database, "prepare">, wanted: RequestsWanted): D1PreparedStatement {
  if ("subjects" in wanted)
    return db
      .prepare(
        `SELECT ${COLUMNS} FROM request WHERE subject IN (SELECT value FROM json_each(?1)) ORDER BY received_at DESC, id LIMIT ${MOST_OWN}`,
      )
      .bind(JSON.stringify(wanted.subjects));
  const [due, id] = wanted.after;
  return db
    .prepare(
      `SELECT ${COLUMNS} FROM request WHERE closed_at IS NULL AND controller = ?1 AND (due_at, id) > (?2, ?3)
       AND (?4 IS NULL OR state = ?4) ORDER BY due_at, id LIMIT ?5`,
    )
    .bind(wanted.controller, due, id, wanted.state, wanted.limit);
}

/** Open requests of a database by what is due before an instant, oldest first, and their buckets. Throws `Unavailable`. */
export async function listDue(
  db: D1Database,
  before: number,
  after: readonly [due: number, id: string],
  limit: number,
): Promise<readonly (RightsRequest & { readonly bucket: number })[]> {
  const sql = `SELECT bucket, ${COLUMNS} FROM request WHERE closed_at IS NULL AND (due_at < ?1 OR acknowledge_by < ?1 AND acknowledged_at IS NULL)
     AND (due_at, id) > (?2, ?3) ORDER BY due_at, id LIMIT ?4`;
  const { results } = await within(
    WAIT_MS * 5,
    db
      .prepare(sql)
      .bind(before, ...after, limit)
      .all<Row & { readonly bucket: number }>(),
  );
  return results.map((row) => ({ ...requestOf(row), bucket: row.bucket }));
}

/** Forgets requests that were closed before an instant, with their steps, some at a time; answers how many. Throws `Unavailable`. */
export async function forgetRequests(db: D1Database, before: number, limit: number): Promise<number> {
  const old = "SELECT id FROM request WHERE closed_at < ?1 ORDER BY closed_at, id LIMIT ?2";
  const owned = (table: string): string => `EXISTS (SELECT 1 FROM bucket_owner AS o WHERE o.bucket = ${table}.bucket AND o.epoch > 0)`;
  const [, gone] = await within(
    WAIT_MS * 5,
    db.batch([
      db.prepare(`DELETE FROM request_step WHERE request IN (${old}) AND ${owned("request_step")}`).bind(before, limit),
      db.prepare(`DELETE FROM request WHERE id IN (${old}) AND ${owned("request")}`).bind(before, limit),
    ]),
  );
  return gone?.meta.changes ?? 0;
}

function requestOf(row: Row): KeptRequest {
  const { id, controller, kind, state, via, subject, claim, contact, rule, extension, basis } = row;
  return {
    ...{ id, controller, kind, state, via, subject, claim, contact, rule, extension, basis },
    received: row.received_at,
    acknowledgeBy: row.acknowledge_by,
    acknowledged: row.acknowledged_at,
    due: row.due_at,
    extended: row.extended_at,
    closed: row.closed_at,
    reply: row.reply === null ? null : (JSON.parse(row.reply) as Reply),
  };
}
