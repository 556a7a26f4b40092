import { classOf, type Cohort } from "../core/insight/cohort.ts";
import type { Measured } from "../core/insight/own-report.ts";
import { within } from "./within.ts";

/** Whose report it is that is being made. */
interface Made {
  readonly controller: string;
  readonly report: string;
}

interface Moved {
  readonly from: string;
  readonly to: string;
  readonly now: number;
}

const WAIT_MS = 10_000;

/**
 * Counts people in their cohorts and moves the walk on, in one batch: each page is counted once. Where another run has moved it
 * in the meantime the cursor becomes NULL, which fails the batch as a whole. At the beginning, and once all is told, `counts`
 * is null: then nothing is counted.
 */
export async function countAlike(
  db: D1Database,
  job: string,
  { from, to, now }: Moved,
  made: Made,
  counts: readonly Measured[] | null,
): Promise<void> {
  const known = db.prepare("INSERT INTO job (name, cursor, done, updated_at) VALUES (?1, '', 0, ?2) ON CONFLICT DO NOTHING");
  const on = db.prepare("UPDATE job SET cursor = CASE WHEN cursor = ?2 THEN ?3 END, updated_at = ?4 WHERE name = ?1");
  const { controller, report } = made;
  const rest =
    counts === null
      ? [db.prepare("DELETE FROM report_cohort WHERE controller = ?1 AND report = ?2").bind(controller, report)]
      : [db.prepare(COUNT).bind(controller, report, JSON.stringify(classesOf(counts)))];
  await within(WAIT_MS, db.batch([known.bind(job, now), on.bind(job, from, to, now), ...rest]));
}

const COUNT = `INSERT INTO report_cohort (controller, report, cohort, class, people, total, most)
  SELECT ?1, ?2, value ->> 'cohort', value ->> 'class', value ->> 'people', value ->> 'total', value ->> 'most' FROM json_each(?3) WHERE true
  ON CONFLICT (controller, report, cohort, class) DO UPDATE
    SET people = people + excluded.people, total = total + excluded.total, most = max(most, excluded.most)`;

/** Who is alike in nothing that is known is compared with nobody. */
function classesOf(counts: readonly Measured[]) {
  const alike = counts
    .filter(({ cohort }) => cohort !== "")
    .map(({ cohort, value }) => ({ cohort, size: Math.abs(value), class: classOf(value) }));
  return [...Map.groupBy(alike, (item) => `${item.class}|${item.cohort}`).values()].map((own) => ({
    cohort: own[0]?.cohort ?? "",
    class: own[0]?.class ?? 0,
    people: own.length,
    total: own.reduce((sum, { size }) => sum + size, 0),
    most: Math.max(...own.map(({ size }) => size)),
  }));
}

type Row = { readonly cohort: string; readonly class: number; readonly people: number; readonly total: number; readonly most: number };

/** These cohorts as they were counted. Throws `Unavailable`. */
export async function readCohorts(
  db: D1Database,
  { controller, report }: Made,
  cohorts: readonly string[],
): Promise<ReadonlyMap<string, Cohort>> {
  const sql = `SELECT c.cohort, c.class, c.people, c.total, c.most FROM json_each(?3) AS w CROSS JOIN report_cohort AS c
    ON c.controller = ?1 AND c.report = ?2 AND c.cohort = w.value`;
  const statement = db
    .withSession("first-primary")
    .prepare(sql)
    .bind(controller, report, JSON.stringify([...new Set(cohorts)]));
  const { results } = await within(WAIT_MS, statement.all<Row>());
  return new Map([...Map.groupBy(results, ({ cohort }) => cohort)].map(([cohort, rows]) => [cohort, cohortOf(rows)]));
}

function cohortOf(rows: readonly Row[]): Cohort {
  return {
    people: rows.reduce((sum, { people }) => sum + people, 0),
    total: rows.reduce((sum, { total }) => sum + total, 0),
    most: Math.max(...rows.map(({ most }) => most)),
    classes: new Map(rows.map((row) => [row.class, row.people])),
  };
}
