import { takeFresh, type Once } from "./seen.ts";
import { within } from "./within.ts";

/** Something to count, once: an exposure, or what a minute dropped. */
export interface Counted extends Once {
  readonly day: string;
  readonly site: string;
  readonly experience: string;
  readonly variant: string;
  readonly metric: "exposure" | "dropped";
  readonly count: number;
}

const WAIT_MS = 10_000;

/** Adds counts to the rollups, each id once whatever is replayed. Throws `Unavailable`, and then counted nothing. */
export async function addCounts(db: D1Database, exposures: readonly Counted[]): Promise<void> {
  const { fresh, statements } = await takeFresh(db, exposures);
  if (fresh.length === 0) return;
  const counts = Map.groupBy(fresh, ({ metric, day, site, experience, variant }) => [metric, day, site, experience, variant].join("|"));
  const adds = [...counts.values()].flatMap((items) =>
    items[0]
      ? [
          addOf(
            db,
            items[0],
            items.reduce((sum, item) => sum + item.count, 0),
          ),
        ]
      : [],
  );
  await within(WAIT_MS, db.batch([...statements, ...adds]));
}

function addOf(db: D1Database, exposure: Counted, count: number): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO rollup (day, site, experience, variant, metric, count) VALUES (?1, ?2, ?3, ?4, ?6, ?5)
       ON CONFLICT (day, site, experience, variant, metric) DO UPDATE SET count = count + ?5`,
    )
    .bind(exposure.day, exposure.site, exposure.experience, exposure.variant, count, exposure.metric);
}
