import type { SubjectId } from "../core/kernel/ids.ts";
import type { Tally } from "../core/insight/tally.ts";
import type { Ranked } from "../core/program/recommended.ts";
import { movedOn, type Moved } from "./job.ts";
import { within } from "./within.ts";

const WAIT_MS = 10_000;
type Orders = Omit<Ranked, "items">;

/** What people looked at of late, by person: the latest item first. Throws `Unavailable`. */
export async function readViewed(
  db: D1Database,
  subjects: readonly SubjectId[],
  viewed: { readonly event: string; readonly field: string; readonly since: number; readonly now: number },
): Promise<readonly (readonly string[])[]> {
  const statement = db
    .prepare(
      `SELECT e.subject, e.fields ->> ?3 AS item, max(e.at) AS at FROM json_each(?1) AS w CROSS JOIN event AS e ON e.subject = w.value
       WHERE e.name = ?2 AND e.at > ?4 AND e.expires > ?5 AND item IS NOT NULL GROUP BY e.subject, item ORDER BY e.subject, at DESC`,
    )
    .bind(JSON.stringify(subjects), viewed.event, viewed.field, viewed.since, viewed.now);
  const { results } = await within(WAIT_MS, statement.all<{ subject: string; item: string }>());
  return [...Map.groupBy(results, ({ subject }) => subject).values()].map((rows) => rows.map(({ item }) => item));
}

/** The counts under way, by controller. Throws `Unavailable`. */
export async function readTallies(db: D1Database): Promise<ReadonlyMap<string, Tally>> {
  const statement = db.prepare("SELECT controller, tally FROM ranking WHERE tally IS NOT NULL");
  const { results } = await within(WAIT_MS, statement.all<{ controller: string; tally: string }>());
  return new Map(results.map(({ controller, tally }) => [controller, JSON.parse(tally) as Tally]));
}

/** What the last whole count of a controller came to; null before the first. Throws `Unavailable`. */
export async function readOrders(db: D1Database, controller: string): Promise<Orders | null> {
  const statement = db.prepare("SELECT ranked FROM ranking WHERE controller = ?1 AND ranked IS NOT NULL").bind(controller);
  const row = await within(WAIT_MS, statement.first<{ ranked: string }>());
  return row && (JSON.parse(row.ranked) as Orders);
}

/**
 * Keeps the counts of a run and moves the walk on, in one batch: each page is counted once.
 */
export async function writeTallies(
  db: D1Database,
  moved: Moved,
  tallies: ReadonlyMap<string, Tally>,
  orders: ReadonlyMap<string, Orders>,
): Promise<void> {
  const kept = [...new Set([...tallies.keys(), ...orders.keys()])].map((controller) => {
    const [tally, ranked] = [tallies.get(controller), orders.get(controller)].map((value) => (value ? JSON.stringify(value) : null));
    return db
      .prepare(
        `INSERT INTO ranking (controller, tally, ranked, updated_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (controller) DO UPDATE SET tally = ?2, ranked = COALESCE(?3, ranked), updated_at = ?4`,
      )
      .bind(controller, tally, ranked, moved.now);
  });
  await within(WAIT_MS, db.batch([...movedOn(db, moved), ...kept]));
}
