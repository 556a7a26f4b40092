import type { After } from "../core/exchange/journey-page.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import type { Bindings } from "./bindings.ts";
import { THERE } from "./in-order.ts";
import { allDatabases, shardOfBucket, whereItIs, type Shard } from "./shards.ts";
import { within } from "./within.ts";

/** What a negative answer asks of a human; `id` is that of its exchange. */
export interface Task {
  readonly subject: SubjectId;
  readonly id: string;
  readonly ask: string;
  /** At which moment it was asked; null where at none that has a name. */
  readonly moment: string | null;
  readonly at: number;
}

export interface TaskRow extends Task {
  readonly state: "open" | "taken" | "done";
  readonly who: string | null;
  readonly changedAt: number | null;
}

/** That somebody took a task, or did it. */
export interface TaskStep {
  readonly subject: SubjectId;
  readonly id: string;
  readonly state: "taken" | "done";
  readonly who: string;
  readonly at: number;
}

const WAIT_MS = 2_000;
const SLOW_MS = 10_000;
const COLUMNS = "p.subject, p.id, p.ask, p.moment, p.at, p.state, p.who, p.changed_at AS changedAt";

/** Writes a task when the statement before it wrote the exchange it comes of. */
export function taskStatement(db: D1Database, { subject, id, ask, moment, at }: Task): D1PreparedStatement {
  const sql = "INSERT INTO task (subject, id, ask, moment, at) SELECT ?1, ?2, ?3, ?4, ?5 WHERE changes() = 1";
  return db.prepare(sql).bind(subject, id, ask, moment, at);
}

/** A task that is done stays so, and one that somebody took is theirs until it is. */
export function taskStepStatement({ db, bucket, epoch }: Shard, { subject, id, state, who, at }: TaskStep): D1PreparedStatement {
  return db
    .prepare(
      `UPDATE task SET state = ?3, who = ?4, changed_at = ?5 WHERE subject = ?1 AND id = ?2 AND state <> 'done' AND (?3 = 'done' OR state = 'open')
       AND EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?6 AND epoch = ?7)`,
    )
    .bind(subject, id, state, who, at, bucket, epoch);
}

/** The task of an exchange, whose id says in which bucket it is, if it is of a person of this controller. Throws `Unavailable`. */
export async function readTask(env: Bindings, controller: string, id: string): Promise<TaskRow | null> {
  return whereItIs(async () => {
    const { db } = await shardOfBucket(env, Number.parseInt(id.slice(4, 6), 16));
    const sql = `SELECT ${COLUMNS} FROM task AS p JOIN register AS r ON r.subject = p.subject WHERE p.id = ?1 AND r.controller = ?2 AND ${THERE}`;
    return within(WAIT_MS, db.withSession("first-primary").prepare(sql).bind(id, controller).first<TaskRow>());
  });
}

/** Tasks of the people of a controller that are not done, the oldest first, after one. Throws `Unavailable`. */
export async function listTasks(env: Bindings, controller: string, after: After | null, limit: number): Promise<readonly TaskRow[]> {
  const sql = `SELECT ${COLUMNS} FROM task AS p JOIN register AS r ON r.subject = p.subject
    WHERE p.state <> 'done' AND r.controller = ?1 AND ${THERE} AND (p.at, p.id) > (?2, ?3) ORDER BY p.at, p.id LIMIT ?4`;
  const parts = allDatabases(env).map(({ db }) =>
    within(
      SLOW_MS,
      db
        .withSession("first-primary")
        .prepare(sql)
        .bind(controller, after?.at ?? -1, after?.id ?? "", limit)
        .all<TaskRow>(),
    ),
  );
  const rows = (await Promise.all(parts)).flatMap(({ results }) => results);
  return rows.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)).slice(0, limit);
}
