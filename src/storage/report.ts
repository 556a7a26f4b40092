import type { SubjectId } from "../core/kernel/ids.ts";
import type { Measured, Told } from "../core/insight/own-report.ts";
import type { Bindings } from "./bindings.ts";
import type { Owned } from "./bulk.ts";
import { checkHere, hereStatement, shardOf, whereItIs, type Shard } from "./shards.ts";
import { within } from "./within.ts";

/** Which report of whom; `register` is the version of the register by which it was allowed. */
interface Named {
  readonly subject: SubjectId;
  readonly report: string;
  readonly period: string;
}

export interface MeasuredRow extends Named, Measured, Owned {
  readonly register: number;
}

export interface ToldRow extends Named, Told, Owned {
  readonly register: number;
  readonly expires: number;
}

/** What becomes of reports. Each is measured until it is told, and told once. */
export type ReportStep =
  | {
      readonly kind: "measured";
      readonly controller: string;
      readonly purpose: string;
      readonly at: number;
      readonly expires: number;
      readonly rows: readonly MeasuredRow[];
    }
  | { readonly kind: "told"; readonly at: number; readonly rows: readonly ToldRow[] }
  /** It is allowed no more, and was not told yet. */
  | { readonly kind: "dropped"; readonly rows: readonly (Named & Owned)[] }
  /** The person wants it gone, in whichever of their records it is. */
  | ({ readonly kind: "deleted" } & Named);

const WAIT_MS = 5_000;
const OF_ROW = `report.subject = r.value ->> 'subject' AND report.report = r.value ->> 'report' AND report.period = r.value ->> 'period'
  AND report.told_at IS NULL`;
const OWNED = "EXISTS (SELECT 1 FROM bucket_owner AS o WHERE o.bucket = r.value ->> 'bucket' AND o.epoch = r.value ->> 'epoch')";
const AS_READ = `${OWNED} AND coalesce((SELECT version FROM register WHERE subject = r.value ->> 'subject'), 0) = r.value ->> 'register'
  AND NOT EXISTS (SELECT 1 FROM alias WHERE subject = r.value ->> 'subject')`;
const MEASURED = `INSERT INTO report (subject, report, period, controller, purpose, value, cohort, at, expires)
  SELECT r.value ->> 'subject', r.value ->> 'report', r.value ->> 'period', ?2, ?3, r.value ->> 'value', r.value ->> 'cohort', ?4, ?5
  FROM json_each(?1) AS r WHERE ${AS_READ}
  ON CONFLICT (subject, report, period) DO UPDATE SET value = excluded.value, cohort = excluded.cohort, at = excluded.at
    WHERE report.told_at IS NULL`;
const TOLD = `UPDATE report SET told_at = ?2, percent = r.value ->> 'percent', others = r.value ->> 'others', tip = r.value ->> 'tip',
  expires = r.value ->> 'expires' FROM json_each(?1) AS r WHERE ${OF_ROW} AND ${AS_READ}`;
const DROPPED = `DELETE FROM report WHERE told_at IS NULL AND (subject, report, period) IN
  (SELECT r.value ->> 'subject', r.value ->> 'report', r.value ->> 'period' FROM json_each(?1) AS r WHERE ${OWNED})`;

/** A row whose bucket has moved, or whose person chose meanwhile, is left as it is. */
export function reportStatement({ db, bucket, epoch }: Shard, step: ReportStep): D1PreparedStatement {
  switch (step.kind) {
    case "measured":
      return db.prepare(MEASURED).bind(JSON.stringify(step.rows), step.controller, step.purpose, step.at, step.expires);
    case "told":
      return db.prepare(TOLD).bind(JSON.stringify(step.rows), step.at);
    case "dropped":
      return db.prepare(DROPPED).bind(JSON.stringify(step.rows));
    case "deleted":
      return db
        .prepare(
          `DELETE FROM report WHERE subject = ?1 AND report = ?2 AND period = ?3
           AND EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?4 AND epoch = ?5)`,
        )
        .bind(step.subject, step.report, step.period, bucket, epoch);
  }
}

type Row = Readonly<Record<string, unknown>>;

/** Rows of many subjects, out of each of their databases. Throws `Unavailable`. */
function readFrom(
  env: Bindings,
  subjects: readonly SubjectId[],
  sql: string,
  ...values: readonly (string | number)[]
): Promise<readonly Row[]> {
  return whereItIs(async () => {
    const placed = await Promise.all(subjects.map(async (subject) => ({ subject, shard: await shardOf(env, subject) })));
    const parts = [...Map.groupBy(placed, ({ shard }) => shard.db)].map(async ([db, own]) => {
      const [session, shards] = [db.withSession("first-primary"), own.map(({ shard }) => shard)];
      const rows = session.prepare(sql).bind(JSON.stringify(own.map(({ subject }) => subject)), ...values);
      const [here, found] = await within(WAIT_MS, session.batch<Row>([hereStatement(session, shards), rows]));
      checkHere(here, shards);
      return found?.results ?? [];
    });
    return (await Promise.all(parts)).flat();
  });
}

/** What was measured of these people and is not told yet. Throws `Unavailable`. */
export async function readMeasured(
  env: Bindings,
  subjects: readonly SubjectId[],
  report: string,
  period: string,
): Promise<readonly (Measured & { readonly subject: SubjectId })[]> {
  const sql = `SELECT p.subject, p.value, p.cohort FROM json_each(?1) AS w CROSS JOIN report AS p
    ON p.subject = w.value AND p.report = ?2 AND p.period = ?3 WHERE p.told_at IS NULL`;
  return (await readFrom(env, subjects, sql, report, period)) as unknown as readonly (Measured & { readonly subject: SubjectId })[];
}

/** A report a person got. */
export interface ReportRow extends Named, Told {
  readonly purpose: string;
  readonly value: number;
  /** When it was measured. */
  readonly at: number;
  readonly expires: number;
}

/** A person sees no more at once; there are far fewer. */
const MOST = 200;

/** The reports of a person's records that are not past their time, the newest first. Throws `Unavailable`. */
export async function readReportsOf(env: Bindings, subjects: readonly SubjectId[], now: number): Promise<readonly ReportRow[]> {
  const sql = `SELECT p.subject, p.report, p.period, p.purpose, p.value, p.at, p.percent, p.others, p.tip, p.expires
    FROM json_each(?1) AS w CROSS JOIN report AS p ON p.subject = w.value
    WHERE p.told_at IS NOT NULL AND p.expires > ?2 ORDER BY p.at DESC LIMIT ${MOST}`;
  const rows = (await readFrom(env, subjects, sql, now)) as unknown as readonly ReportRow[];
  return rows.toSorted((a, b) => b.at - a.at || (a.report < b.report ? -1 : 1));
}

/** Forgets reports past their time, some at a time; answers how many. */
export async function forgetReports(db: D1Database, now: number, limit: number): Promise<number> {
  const sql =
    "DELETE FROM report WHERE (subject, report, period) IN (SELECT subject, report, period FROM report WHERE expires <= ?1 LIMIT ?2)";
  return (await within(WAIT_MS, db.prepare(sql).bind(now, limit).run())).meta.changes;
}
