import { addSums, NO_SUMS, type SumCell, type Sums } from "../core/targeting/trial-sums.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import type { Reached } from "../core/targeting/trial.ts";
import type { Bindings } from "./bindings.ts";
import { allDatabases } from "./shards.ts";
import { within } from "./within.ts";

const WAIT_MS = 10_000;
const COLUMNS =
  "experience, variant, goal, n, total AS sum, squares AS sumSquares, prior AS before, prior_squares AS beforeSquares, product";

/** Adds to the sums when the statement before it wrote the trials they come from. */
export function sumsStatement(db: D1Database, program: string, cells: readonly SumCell[]): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO trial_sum (program, experience, variant, goal, n, total, squares, prior, prior_squares, product)
       SELECT ?1, value ->> 'experience', value ->> 'variant', value ->> 'goal', value ->> 'n', value ->> 'sum', value ->> 'sumSquares',
         value ->> 'before', value ->> 'beforeSquares', value ->> 'product' FROM json_each(?2) WHERE changes() > 0
       ON CONFLICT (program, experience, variant, goal) DO UPDATE SET n = n + excluded.n, total = total + excluded.total,
         squares = squares + excluded.squares, prior = prior + excluded.prior, prior_squares = prior_squares + excluded.prior_squares,
         product = product + excluded.product`,
    )
    .bind(program, JSON.stringify(cells));
}

/** The sums of a program, or of one of its experiences, over all databases. Throws `Unavailable`. */
export async function readSums(env: Bindings, program: string, experience: string | null = null): Promise<readonly SumCell[]> {
  const sql = `SELECT ${COLUMNS} FROM trial_sum WHERE program = ?1 AND (?2 IS NULL OR experience = ?2)`;
  const parts = await Promise.all(
    allDatabases(env).map(({ db }) =>
      within(WAIT_MS, db.withSession("first-primary").prepare(sql).bind(program, experience).all<SumCell>()),
    ),
  );
  const cells = Map.groupBy(
    parts.flatMap(({ results }) => results),
    (cell) => [cell.experience, cell.variant, cell.goal].join("|"),
  );
  return [...cells.values()].flatMap((same) =>
    same[0] ? [{ ...same[0], ...same.reduce<Sums>((sum, cell) => addSums(sum, cell), NO_SUMS) }] : [],
  );
}

/** Events of these names of some subjects of one database. Throws `Unavailable`. */
export async function readReached(
  db: D1Database,
  subjects: readonly SubjectId[],
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly Reached[]>> {
  const sql = `SELECT e.subject, e.name, e.at, e.fields FROM json_each(?1) AS w CROSS JOIN event AS e ON e.subject = w.value
    WHERE e.name IN (SELECT value FROM json_each(?2))`;
  const statement = db.withSession("first-primary").prepare(sql).bind(JSON.stringify(subjects), JSON.stringify(names));
  const { results } = await within(WAIT_MS, statement.all<{ subject: string; name: string; at: number; fields: string }>());
  const events = results.map((row) => ({ ...row, fields: JSON.parse(row.fields) as Reached["fields"] }));
  return Map.groupBy(events, ({ subject }) => subject);
}
