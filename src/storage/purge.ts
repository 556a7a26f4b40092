import type { SubjectId } from "../core/kernel/ids.ts";
import type { Purge, StoredEvent } from "../core/profile/purge.ts";
import type { AttributeValues } from "../core/profile/values.ts";
import type { Trials } from "../core/targeting/trial.ts";
import { LASTING_DECISIONS, OUTLASTING_DECISIONS } from "./decision.ts";
import { checkHere, hereStatement, type Shard } from "./shards.ts";
import { within } from "./within.ts";

/** A step of a purge; each is written by itself, and taking it again changes nothing. */
export type PurgeStep =
  | {
      readonly kind: "profile";
      readonly subject: SubjectId;
      readonly attributes: AttributeValues;
      readonly trials: Trials;
      readonly expected: number;
    }
  | { readonly kind: "decisions"; readonly subject: SubjectId; readonly purge: Purge }
  | { readonly kind: "gone"; readonly subject: SubjectId; readonly events: readonly string[] }
  | { readonly kind: "sooner"; readonly subject: SubjectId; readonly events: readonly { readonly id: string; readonly expires: number }[] }
  | { readonly kind: "copy"; readonly root: SubjectId; readonly id: string; readonly attributes: AttributeValues }
  | { readonly kind: "pressure"; readonly subject: SubjectId }
  | { readonly kind: "brought" | "asked" | "report"; readonly subject: SubjectId; readonly purge: Purge }
  | { readonly kind: "done"; readonly subject: SubjectId; readonly id: string }
  | { readonly kind: "expired" | "expired-copies"; readonly subjects: readonly SubjectId[]; readonly now: number };

export interface PurgeRow {
  readonly at: number;
  readonly purposes: string;
}

/** A purge that waits, with its subject and the ledger entry that caused it. */
export interface Waiting extends Purge {
  readonly subject: SubjectId;
  readonly id: string;
}

const WAIT_MS = 5_000;
const OWNED = "EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?8 AND epoch = ?9)";

export function purgeOf({ at, purposes }: PurgeRow): Purge {
  return { at, purposes: JSON.parse(purposes) as string[] };
}

/** Leaves a purge to be done, where the statement before it wrote and there is anything of the subject. */
export function purgeStatement(db: D1Database, subject: SubjectId, id: string, { at, purposes }: Purge): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO purge (subject, id, at, purposes) SELECT ?1, ?2, ?3, ?4 WHERE changes() > 0
       AND (EXISTS (SELECT 1 FROM profile WHERE subject = ?1) OR EXISTS (SELECT 1 FROM merge WHERE root = ?1)
         OR EXISTS (SELECT 1 FROM pressure WHERE subject = ?1) OR EXISTS (SELECT 1 FROM brought WHERE subject = ?1)
         OR EXISTS (SELECT 1 FROM asked WHERE subject = ?1))`,
    )
    .bind(subject, id, at, JSON.stringify(purposes));
}

/** Purges of a database that wait, oldest subject id first. Throws `Unavailable`. */
export async function listPurges(db: D1Database, after: string, limit: number): Promise<readonly Waiting[]> {
  const sql = "SELECT subject, id, at, purposes FROM purge WHERE subject > ?1 ORDER BY subject, id LIMIT ?2";
  const { results } = await within(
    WAIT_MS,
    db.withSession("first-primary").prepare(sql).bind(after, limit).all<PurgeRow & { subject: SubjectId; id: string }>(),
  );
  return results.map((row) => ({ ...purgeOf(row), subject: row.subject, id: row.id }));
}

/** The purges that wait of many subjects of one database. Throws `Unavailable`. */
export async function readPurges(
  db: D1Database,
  subjects: readonly { readonly id: SubjectId; readonly shard: Shard }[],
): Promise<ReadonlyMap<string, readonly Purge[]>> {
  const sql = "SELECT g.subject, g.at, g.purposes FROM json_each(?1) AS w CROSS JOIN purge AS g ON g.subject = w.value";
  const [session, shards] = [db.withSession("first-primary"), subjects.map(({ shard }) => shard)];
  const notes = session.prepare(sql).bind(JSON.stringify(subjects.map(({ id }) => id)));
  const [found, here] = await within(WAIT_MS, session.batch<Record<string, unknown>>([notes, hereStatement(session, shards)]));
  checkHere(here, shards);
  const rows = (found?.results ?? []) as unknown as readonly (PurgeRow & { readonly subject: string })[];
  return new Map([...Map.groupBy(rows, (row) => row.subject)].map(([subject, own]) => [subject, own.map(purgeOf)]));
}

/** Events of a subject after an id. Throws `Unavailable`. */
export async function readStoredEvents(shard: Shard, subject: SubjectId, after: string, limit: number): Promise<readonly StoredEvent[]> {
  const sql = "SELECT id, name, at, expires, fields, source FROM event WHERE subject = ?1 AND id > ?2 ORDER BY id LIMIT ?3";
  const statement = shard.db.withSession("first-primary").prepare(sql).bind(subject, after, limit);
  const { results } = await within(WAIT_MS, statement.all<Omit<StoredEvent, "fields"> & { fields: string }>());
  return results.map((row) => ({ ...row, fields: JSON.parse(row.fields) as StoredEvent["fields"] }));
}

/** What was copied of the records merged to a root. Throws `Unavailable`. */
export async function readCopies(
  shard: Shard,
  root: SubjectId,
): Promise<readonly { readonly id: string; readonly child: SubjectId; readonly attributes: AttributeValues }[]> {
  const sql = "SELECT id, child, attributes FROM merge WHERE root = ?1 AND stage <> 'unmerged'";
  const statement = shard.db.withSession("first-primary").prepare(sql).bind(root);
  const { results } = await within(WAIT_MS, statement.all<{ id: string; child: SubjectId; attributes: string }>());
  return results.map((row) => ({ ...row, attributes: JSON.parse(row.attributes) as AttributeValues }));
}

const AMONG = "IN (SELECT value FROM json_each(?1))";
const SOONER = `UPDATE event SET expires = (SELECT value ->> 'expires' FROM json_each(?2) WHERE value ->> 'id' = event.id)
  WHERE subject = ?1 AND id IN (SELECT value ->> 'id' FROM json_each(?2))`;
const LASTING = `(SELECT coalesce(json_group_object(key, json(value)), '{}') FROM json_each(attributes)
  WHERE value ->> 'expires' IS NULL OR value ->> 'expires' > ?2)`;

const WITHOUT = `UPDATE profile SET decisions = ${OUTLASTING_DECISIONS} WHERE subject = ?1 AND decisions <> '[]'`;
const GONE_OF = (table: string): string =>
  `DELETE FROM ${table} WHERE subject = ?1 AND at <= ?2 AND purpose IN (SELECT value FROM json_each(?3))`;
const GONE = "DELETE FROM event WHERE subject = ?1 AND id IN (SELECT value FROM json_each(?2))";
const ONLY_LASTING = `UPDATE profile SET attributes = ${LASTING}, decisions = ${LASTING_DECISIONS}, version = version + 1 WHERE subject ${AMONG}`;

/** The statements of a step, only under the bucket's epoch. The last one writes whenever the step changes anything. */
export function purgeStatements(shard: Shard, step: PurgeStep): readonly D1PreparedStatement[] {
  const { db, bucket, epoch } = shard;
  const owned = (sql: string, ...values: readonly (string | number)[]): D1PreparedStatement => {
    const fenced = `${sql} AND ${OWNED.replace("?8", String(bucket)).replace("?9", String(epoch))}`;
    return db.prepare(fenced).bind(...values);
  };
  switch (step.kind) {
    case "profile":
      return [
        owned(
          "UPDATE profile SET attributes = ?3, trials = ?4, version = version + 1 WHERE subject = ?1 AND version = ?2",
          step.subject,
          step.expected,
          JSON.stringify(step.attributes),
          JSON.stringify(step.trials),
        ),
      ];
    case "decisions":
      return [owned(WITHOUT, step.subject, step.purge.at, JSON.stringify(step.purge.purposes))];
    case "gone":
      return [owned(GONE, step.subject, JSON.stringify(step.events))];
    case "sooner":
      return [owned(SOONER, step.subject, JSON.stringify(step.events))];
    case "copy":
      return [owned("UPDATE merge SET attributes = ?3 WHERE root = ?1 AND id = ?2", step.root, step.id, JSON.stringify(step.attributes))];
    case "pressure":
      return [owned("DELETE FROM pressure WHERE subject = ?1", step.subject)];
    case "brought":
    case "asked":
      return [owned(GONE_OF(step.kind), step.subject, step.purge.at, JSON.stringify(step.purge.purposes))];
    // What a person was told is theirs to keep or delete.
    case "report":
      return [owned(`${GONE_OF("report")} AND told_at IS NULL`, step.subject, step.purge.at, JSON.stringify(step.purge.purposes))];
    case "done":
      return [owned("DELETE FROM purge WHERE subject = ?1 AND id = ?2", step.subject, step.id)];
    case "expired":
      return [
        owned(`DELETE FROM event WHERE subject ${AMONG} AND expires <= ?2`, JSON.stringify(step.subjects), step.now),
        owned(ONLY_LASTING, JSON.stringify(step.subjects), step.now),
      ];
    case "expired-copies":
      return [owned(`UPDATE merge SET attributes = ${LASTING} WHERE root ${AMONG}`, JSON.stringify(step.subjects), step.now)];
  }
}
