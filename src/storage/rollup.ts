import { within } from "./within.ts";

/** One exposure to count. */
export interface Counted {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly day: string;
  readonly site: string;
  readonly experience: string;
  readonly variant: string;
}

const WINDOW_MS = 600_000;
const PARTS = 16;
const WAIT_MS = 10_000;

interface Packed {
  readonly window: number;
  readonly part: number;
  readonly ids: string;
}

/**
 * Adds exposures to the rollups, each id once whatever is replayed. The ids seen are packed into a row per ten minutes
 * and part; a concurrent writer makes the batch fail as a whole, and the caller tries again.
 */
export async function countExposures(db: D1Database, exposures: readonly Counted[]): Promise<void> {
  const byRow = Map.groupBy(exposures, (item) => `${Math.floor(item.at / WINDOW_MS)}|${(item.id.codePointAt(0) ?? 0) % PARTS}`);
  const keys = [...byRow.keys()].map((key) => key.split("|").map(Number));
  const sql =
    "SELECT s.window, s.part, s.ids FROM json_each(?1) AS k CROSS JOIN exposure_seen AS s ON s.window = k.value ->> 0 AND s.part = k.value ->> 1";
  const { results } = await within(WAIT_MS, db.prepare(sql).bind(JSON.stringify(keys)).all<Packed>());
  const seen = new Map(results.map((row) => [`${row.window}|${row.part}`, row.ids]));
  const statements: D1PreparedStatement[] = [];
  const counts = new Map<string, { readonly exposure: Counted; count: number }>();
  for (const [key, items] of byRow) {
    const before = seen.get(key) ?? "";
    const fresh = freshOf(before, items);
    if (fresh.length === 0) continue;
    const [window, part] = key.split("|").map(Number);
    statements.push(rememberOf(db, window ?? 0, part ?? 0, before, fresh));
    for (const exposure of fresh) {
      const name = `${exposure.day}|${exposure.site}|${exposure.experience}|${exposure.variant}`;
      const entry = counts.get(name) ?? { exposure, count: 0 };
      entry.count += 1;
      counts.set(name, entry);
    }
  }
  if (statements.length === 0) return;
  await within(WAIT_MS, db.batch([...statements, ...[...counts.values()].map(({ exposure, count }) => addOf(db, exposure, count))]));
}

function freshOf(before: string, items: readonly Counted[]): readonly Counted[] {
  const known = new Set(before.split(" "));
  return items.filter((item) => {
    if (known.has(item.id)) return false;
    known.add(item.id);
    return true;
  });
}

/** NULL where somebody else wrote in between: NOT NULL then fails the whole batch. */
function rememberOf(db: D1Database, window: number, part: number, before: string, fresh: readonly Counted[]): D1PreparedStatement {
  const added = fresh.map((item) => item.id).join(" ");
  return db
    .prepare(
      `INSERT INTO exposure_seen (window, part, ids) VALUES (?1, ?2, CASE WHEN ?3 = 0 THEN ?4 END)
       ON CONFLICT (window, part) DO UPDATE SET ids = CASE WHEN length(exposure_seen.ids) = ?3 THEN exposure_seen.ids || ' ' || ?4 END`,
    )
    .bind(window, part, before.length, added);
}

function addOf(db: D1Database, exposure: Counted, count: number): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO rollup (day, site, experience, variant, metric, count) VALUES (?1, ?2, ?3, ?4, 'exposure', ?5)
       ON CONFLICT (day, site, experience, variant, metric) DO UPDATE SET count = count + ?5`,
    )
    .bind(exposure.day, exposure.site, exposure.experience, exposure.variant, count);
}

/** Forgets exposure ids too old for their tokens to be accepted again. */
export async function forgetSeenExposures(db: D1Database, before: number): Promise<void> {
  await db
    .prepare("DELETE FROM exposure_seen WHERE window < ?1")
    .bind(Math.floor(before / WINDOW_MS))
    .run();
}
