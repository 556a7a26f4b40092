import type { SubjectId } from "../core/kernel/ids.ts";
import type { Bindings } from "./bindings.ts";
import { readInOrder, THERE } from "./in-order.ts";
import { movedOn, type Moved } from "./job.ts";
import { within } from "./within.ts";

const WAIT_MS = 10_000;

/** One audience of a controller. */
export interface Sized {
  readonly controller: string;
  readonly audience: string;
}

/** Subjects with a profile, in order after one, out of all databases, and whose they are. Throws `Unavailable`. */
export function listProfiles(
  env: Bindings,
  after: string,
  limit: number,
): Promise<readonly { readonly subject: SubjectId; readonly controller: string }[]> {
  const sql = `SELECT p.subject, p.controller FROM profile AS p WHERE p.subject > ?1 AND ${THERE} ORDER BY p.subject LIMIT ?2`;
  return readInOrder<{ subject: SubjectId; controller: string }>(env, sql, limit, [after, limit]);
}

/**
 * Adds people to the audiences of a day and moves the walk on, in one batch: each page is counted once.
 */
export async function addSizes(db: D1Database, moved: Moved, day: string, people: readonly Sized[]): Promise<void> {
  const groups = [...Map.groupBy(people, ({ controller, audience }) => `${controller}|${audience}`).values()];
  const counts = groups.flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    return db
      .prepare(
        `INSERT INTO audience_size (day, controller, audience, size) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (day, controller, audience) DO UPDATE SET size = size + ?4`,
      )
      .bind(day, first.controller, first.audience, group.length);
  });
  await within(WAIT_MS, db.batch([...movedOn(db, moved), ...counts]));
}

/** The sizes of a controller's audiences on a day. */
export async function readSizes(db: D1Database, controller: string, day: string): Promise<ReadonlyMap<string, number>> {
  const statement = db.prepare("SELECT audience, size FROM audience_size WHERE day = ?1 AND controller = ?2").bind(day, controller);
  const { results } = await within(WAIT_MS, statement.all<{ audience: string; size: number }>());
  return new Map(results.map((row) => [row.audience, row.size]));
}
