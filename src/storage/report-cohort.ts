import { classOf, type Cohort } from "../core/insight/cohort.ts";
import type { Measured } from "../core/insight/own-report.ts";
import { movedOn, type Moved } from "./job.ts";
import { within } from "./within.ts";

/** Whose report it is that is being made. */
interface Made {
  readonly controller: string;
  readonly report: string;
}

const WAIT_MS = 10_000;
const COUNT = `INSERT INTO report_cohort (controller, report, cohort, class, people, total, most)
  SELECT ?1, ?2, value ->> 'cohort' AS alike, value ->> 'class' AS class, count(*), sum(value ->> 'size'), max(value ->> 'size')
  FROM json_each(?3) GROUP BY alike, class
  ON CONFLICT DO UPDATE SET people = people + excluded.people, total = total + excluded.total, most = max(most, excluded.most)`;

/**
 * Counts people in their cohorts and moves the walk on, in one batch: each page is counted once. Who is alike in nothing that is
 * known is compared with nobody. At the beginning, and once all are told, `counts` is null: then all counts are forgotten.
 */
export async function countAlike(
  db: D1Database,
  moved: Moved,
  { controller, report }: Made,
  counts: readonly Measured[] | null,
): Promise<void> {
  const alike = counts
    ?.filter(({ cohort }) => cohort !== "")
    .map(({ cohort, value }) => ({ cohort, size: Math.abs(value), class: classOf(value) }));
  const rest = alike
    ? db.prepare(COUNT).bind(controller, report, JSON.stringify(alike))
    : db.prepare("DELETE FROM report_cohort WHERE controller = ?1 AND report = ?2").bind(controller, report);
  await within(WAIT_MS, db.batch([...movedOn(db, moved), rest]));
}

/** These cohorts as they were counted. Throws `Unavailable`. */
export async function readCohorts(
  db: D1Database,
  { controller, report }: Made,
  cohorts: readonly string[],
): Promise<ReadonlyMap<string, Cohort>> {
  const sql = `SELECT cohort, sum(people) AS people, sum(total) AS total, max(most) AS most, json_group_object(class, people) AS counted
    FROM report_cohort WHERE controller = ?1 AND report = ?2 AND cohort IN (SELECT value FROM json_each(?3)) GROUP BY cohort`;
  const statement = db.withSession("first-primary").prepare(sql).bind(controller, report, JSON.stringify(cohorts));
  const { results } = await within(WAIT_MS, statement.all<Cohort & { readonly cohort: string; readonly counted: string }>());
  return new Map(
    results.map((row) => {
      const classes = Object.entries(JSON.parse(row.counted) as Record<string, number>);
      return [row.cohort, { ...row, classes: new Map(classes.map(([at, people]) => [Number(at), people])) }];
    }),
  );
}

/** Forgets counts and walks of reports that are not among these, each `controller/report`. */
export async function forgetCounts(db: D1Database, live: readonly string[]): Promise<void> {
  const none = (name: string) => `${name} NOT IN (SELECT value FROM json_each(?1))`;
  const jobs = `DELETE FROM job WHERE substr(name, 1, 13) = 'make-reports:' AND ${none("substr(name, 14)")}`;
  const counts = `DELETE FROM report_cohort WHERE ${none("controller || '/' || report")}`;
  await within(WAIT_MS, db.batch([jobs, counts].map((sql) => db.prepare(sql).bind(JSON.stringify(live)))));
}
