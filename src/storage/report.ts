import type { SubjectId } from "../core/kernel/ids.ts";
import type { Measured, Told } from "../core/insight/own-report.ts";
import type { Bindings } from "./bindings.ts";
import { AS_READ, columns, FROM, type Owned } from "./bulk.ts";
import { checkHere, hereStatement, shardOf, whereItIs, type Shard } from "./shards.ts";
import { within } from "./within.ts";

/** Which report: of a week or month. */
export interface ReportName {
  readonly report: string;
  readonly period: string;
}

/** A person's part of it; `register` is the version of the register by which it was decided, which must hold still. */
interface Part extends Owned {
  readonly subject: SubjectId;
  readonly register: number;
}

/** What becomes of reports. Each is measured until it is told, and told once: whoever is measured after that has the report they had. */
export type ReportStep = ReportName &
  (
    | ({ readonly kind: "measured"; readonly at: number; readonly expires: number; readonly rows: readonly (Part & Measured)[] } & Whose)
    | { readonly kind: "told"; readonly at: number; readonly expires: number; readonly rows: readonly (Part & Told)[] }
    /** It is allowed no more, and was not told yet. */
    | { readonly kind: "dropped"; readonly rows: readonly (Owned & { readonly subject: SubjectId })[] }
    /** The person wants it gone. */
    | { readonly kind: "deleted"; readonly subject: SubjectId }
  );

interface Whose {
  readonly controller: string;
  readonly purpose: string;
}

const WAIT_MS = 5_000;
const MEASURED = `INSERT INTO report (report, period, controller, purpose, at, expires, subject, value, cohort)
  SELECT ?2, ?3, ?4, ?5, ?6, ?7, ${columns("subject", "value", "cohort")} ${FROM} AND ${AS_READ}
  ON CONFLICT DO UPDATE SET value = iif(told_at, value, excluded.value), cohort = iif(told_at, cohort, excluded.cohort),
    at = iif(told_at, at, excluded.at), purpose = iif(told_at, purpose, excluded.purpose), expires = iif(told_at, expires, excluded.expires)`;
const TOLD = `UPDATE report SET told_at = ?4, expires = ?5, (percent, others, tip) = (${columns("percent", "others", "tip")})
  ${FROM} AND ${AS_READ} AND report.subject = ${columns("subject")} AND report = ?2 AND period = ?3 AND told_at IS NULL`;
const DROPPED = `DELETE FROM report WHERE subject IN (SELECT ${columns("subject")} ${FROM}) AND report = ?2 AND period = ?3 AND told_at IS NULL`;
const DELETED = `DELETE FROM report WHERE subject = ?1 AND report = ?2 AND period = ?3
  AND EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?4 AND epoch = ?5)`;

/** A row whose bucket has moved, or whose person chose meanwhile, is left as it is. */
export function reportStatement({ db, bucket, epoch }: Shard, step: ReportStep): D1PreparedStatement {
  const { kind, report, period } = step;
  if (kind === "deleted") return db.prepare(DELETED).bind(step.subject, report, period, bucket, epoch);
  const rows = JSON.stringify(step.rows);
  if (kind === "dropped") return db.prepare(DROPPED).bind(rows, report, period);
  if (kind === "told") return db.prepare(TOLD).bind(rows, report, period, step.at, step.expires);
  return db.prepare(MEASURED).bind(rows, report, period, step.controller, step.purpose, step.at, step.expires);
}

/** Rows of many subjects, out of each of their databases. Throws `Unavailable`. */
function readOf<T>(env: Bindings, subjects: readonly SubjectId[], sql: string, ...values: readonly (string | number)[]): Promise<T[]> {
  return whereItIs(async () => {
    const placed = await Promise.all(subjects.map(async (subject) => ({ subject, shard: await shardOf(env, subject) })));
    const parts = [...Map.groupBy(placed, ({ shard }) => shard.db)].map(async ([db, own]) => {
      const [session, shards] = [db.withSession("first-primary"), own.map(({ shard }) => shard)];
      const rows = session
        .prepare(`SELECT p.* FROM json_each(?1) AS w CROSS JOIN report AS p ON p.subject = w.value WHERE ${sql}`)
        .bind(JSON.stringify(own.map(({ subject }) => subject)), ...values);
      const [here, found] = await within(WAIT_MS, session.batch<Record<string, unknown>>([hereStatement(session, shards), rows]));
      checkHere(here, shards);
      return (found?.results ?? []) as T[];
    });
    return (await Promise.all(parts)).flat();
  });
}

/** What was measured of these people and is not told yet. Throws `Unavailable`. */
export function readMeasured(
  env: Bindings,
  subjects: readonly SubjectId[],
  { report, period }: ReportName,
): Promise<readonly (Measured & { readonly subject: SubjectId; readonly at: number })[]> {
  return readOf(env, subjects, "report = ?2 AND period = ?3 AND told_at IS NULL", report, period);
}

/** A report a person got; `at` is when it was measured. */
export interface ReportRow extends ReportName, Told {
  readonly purpose: string;
  readonly value: number;
  readonly at: number;
  readonly expires: number;
}

/** The reports of a person's records that are not past their time, the newest first. Throws `Unavailable`. */
export async function readReportsOf(env: Bindings, subjects: readonly SubjectId[], now: number): Promise<readonly ReportRow[]> {
  const rows = await readOf<ReportRow>(env, subjects, "told_at IS NOT NULL AND expires > ?2 ORDER BY p.at DESC LIMIT 200", now);
  return rows.toSorted((a, b) => b.at - a.at || (a.report < b.report ? -1 : 1));
}

/** Forgets reports past their time, some at a time; answers how many. */
export async function forgetReports(db: D1Database, now: number, limit: number): Promise<number> {
  const sql =
    "DELETE FROM report WHERE (subject, report, period) IN (SELECT subject, report, period FROM report WHERE expires <= ?1 LIMIT ?2)";
  return (await within(WAIT_MS, db.prepare(sql).bind(now, limit).run())).meta.changes;
}
