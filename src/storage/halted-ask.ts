import { within } from "./within.ts";

/** A question that is put to nobody, and since when. */
export interface HaltedAsk {
  readonly ask: string;
  readonly since: number;
  readonly overdue: number;
}

const WAIT_MS = 10_000;

/** The questions of a program that are put to nobody. Throws `Unavailable`. */
export async function readHalted(db: D1Database, program: string): Promise<readonly HaltedAsk[]> {
  const statement = db.withSession("first-primary").prepare("SELECT ask, since, overdue FROM halted_ask WHERE program = ?1 ORDER BY ask");
  return (await within(WAIT_MS, statement.bind(program).all<HaltedAsk>())).results;
}

/** Replaces them, with a row in the audit for each that was halted or goes on. Throws `Unavailable`. */
export async function writeHalted(db: D1Database, program: string, overdue: ReadonlyMap<string, number>, now: number): Promise<void> {
  const rows = JSON.stringify([...overdue].map(([ask, n]) => ({ ask, n })));
  const audit = (action: string, from: string): D1PreparedStatement =>
    db
      .prepare(
        `INSERT INTO audit (at, actor, action, target, detail) SELECT ?1, 'system:raise-overdue', '${action}', ?2 || '/' || ask, '{}' FROM ${from}`,
      )
      .bind(now, program, rows);
  const wanted = "(SELECT value ->> 'ask' AS ask FROM json_each(?3))";
  await within(
    WAIT_MS,
    db.batch([
      audit("ask.halt", `${wanted} WHERE ask NOT IN (SELECT ask FROM halted_ask WHERE program = ?2)`),
      audit("ask.resume", `halted_ask WHERE program = ?2 AND ask NOT IN ${wanted}`),
      db
        .prepare("DELETE FROM halted_ask WHERE program = ?1 AND ask NOT IN (SELECT value ->> 'ask' FROM json_each(?2))")
        .bind(program, rows),
      db
        .prepare(
          `INSERT INTO halted_ask (program, ask, since, overdue) SELECT ?1, value ->> 'ask', ?3, value ->> 'n' FROM json_each(?2) WHERE true
           ON CONFLICT (program, ask) DO UPDATE SET overdue = excluded.overdue`,
        )
        .bind(program, rows, now),
    ]),
  );
}
