import type { SubjectId } from "../core/kernel/ids.ts";
import type { Bindings } from "./bindings.ts";
import { readInOrder, THERE } from "./in-order.ts";
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
 * Adds people to the audiences of a day and moves the walk on, in one batch: each page is counted once. Where another
 * run has moved it in the meantime the cursor becomes NULL, which fails the batch as a whole.
 */
export async function addSizes(
  db: D1Database,
  job: string,
  moved: { readonly from: string; readonly to: string; readonly now: number },
  day: string,
  people: readonly Sized[],
): Promise<void> {
  const known = db.prepare("INSERT INTO job (name, cursor, done, updated_at) VALUES (?1, '', 0, ?2) ON CONFLICT DO NOTHING");
  const on = db.prepare("UPDATE job SET cursor = CASE WHEN cursor = ?2 THEN ?3 END, updated_at = ?4 WHERE name = ?1");
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
  await within(WAIT_MS, db.batch([known.bind(job, moved.now), on.bind(job, moved.from, moved.to, moved.now), ...counts]));
}

/** The sizes of a controller's audiences on a day. */
export async function readSizes(db: D1Database, controller: string, day: string): Promise<ReadonlyMap<string, number>> {
  const statement = db.prepare("SELECT audience, size FROM audience_size WHERE day = ?1 AND controller = ?2").bind(day, controller);
  const { results } = await within(WAIT_MS, statement.all<{ audience: string; size: number }>());
  return new Map(results.map((row) => [row.audience, row.size]));
}
