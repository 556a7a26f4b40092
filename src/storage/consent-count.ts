import type { ConsentCell, ConsentMetric } from "../core/insight/consent-count.ts";
import type { CountedCell } from "../core/insight/consent-report.ts";
import { takeFresh, type Once } from "./seen.ts";
import { within } from "./within.ts";

const WAIT_MS = 10_000;

/** One view of a notice to count. */
export interface ShownNoticeCell extends Once {
  readonly cell: ConsentCell;
}

/**
 * Counts cells and moves the reader of a feed from one place to the next, both or neither: whoever reads the same place
 * twice fails the whole batch. Throws `Unavailable`.
 */
export async function countFrom(
  db: D1Database,
  reader: { readonly job: string; readonly from: number; readonly to: number; readonly now: number },
  cells: readonly ConsentCell[],
): Promise<void> {
  const sql =
    reader.from === 0
      ? "INSERT INTO job (name, cursor, done, updated_at) SELECT ?1, ?3, ?2, ?4"
      : "UPDATE job SET cursor = CASE WHEN cursor = ?2 THEN ?3 END, updated_at = ?4 WHERE name = ?1";
  const moved = db.prepare(sql).bind(reader.job, reader.from === 0 ? 0 : String(reader.from), String(reader.to), reader.now);
  await within(WAIT_MS, db.batch([moved, ...addsOf(db, cells)]));
}

/** Counts views of notices, each once whatever is replayed. Throws `Unavailable`. */
export async function countShown(db: D1Database, shown: readonly ShownNoticeCell[]): Promise<void> {
  const { fresh, statements } = await takeFresh(db, shown);
  const cells = fresh.map(({ cell }) => cell);
  if (cells.length > 0) await within(WAIT_MS, db.batch([...statements, ...addsOf(db, cells)]));
}

function addsOf(db: D1Database, cells: readonly ConsentCell[]): readonly D1PreparedStatement[] {
  const counts = Map.groupBy(cells, keyOf);
  if (counts.size === 0) return [];
  const rows = [...counts.values()].map((same) => ({ ...same[0], count: same.length }));
  return [
    db
      .prepare(
        `INSERT INTO consent_count (week, site, purpose, locale, rule, notice, metric, count)
         SELECT value ->> 'week', value ->> 'site', value ->> 'purpose', value ->> 'locale', value ->> 'rule', value ->> 'notice',
           value ->> 'metric', value ->> 'count' FROM json_each(?1) WHERE true
         ON CONFLICT (week, site, purpose, locale, rule, notice, metric) DO UPDATE SET count = count + excluded.count`,
      )
      .bind(JSON.stringify(rows)),
  ];
}

function keyOf({ week, site, purpose, locale, rule, notice, metric }: ConsentCell): string {
  return JSON.stringify([week, site, purpose, locale, rule, notice, metric]);
}

/** The cells of a site from one week to another, both included. Throws `Unavailable`. */
export async function readConsentCounts(db: D1Database, site: string, from: string, to: string): Promise<readonly CountedCell[]> {
  const sql =
    "SELECT week, site, purpose, locale, rule, notice, metric, count FROM consent_count WHERE week BETWEEN ?2 AND ?3 AND site = ?1 ORDER BY week";
  const { results } = await within(WAIT_MS, db.prepare(sql).bind(site, from, to).all<CountedCell & { metric: ConsentMetric }>());
  return results;
}
