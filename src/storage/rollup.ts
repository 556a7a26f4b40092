import { takeFresh, type Once } from "./seen.ts";
import { within } from "./within.ts";

/** One exposure to count. */
export interface Counted extends Once {
  readonly day: string;
  readonly site: string;
  readonly experience: string;
  readonly variant: string;
}

const WAIT_MS = 10_000;

/** Adds exposures to the rollups, each id once whatever is replayed. Throws `Unavailable`, and then counted nothing. */
export async function countExposures(db: D1Database, exposures: readonly Counted[]): Promise<void> {
  const { fresh, statements } = await takeFresh(db, exposures);
  if (fresh.length === 0) return;
  const counts = Map.groupBy(fresh, ({ day, site, experience, variant }) => [day, site, experience, variant].join("|"));
  const adds = [...counts.values()].flatMap((items) => (items[0] ? [addOf(db, items[0], items.length)] : []));
  await within(WAIT_MS, db.batch([...statements, ...adds]));
}

function addOf(db: D1Database, exposure: Counted, count: number): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO rollup (day, site, experience, variant, metric, count) VALUES (?1, ?2, ?3, ?4, 'exposure', ?5)
       ON CONFLICT (day, site, experience, variant, metric) DO UPDATE SET count = count + ?5`,
    )
    .bind(exposure.day, exposure.site, exposure.experience, exposure.variant, count);
}
