import { within } from "./within.ts";

/** Something that counts once. */
export interface Once {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
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
 * Those not counted yet, and the statements that remember them, to be written in one batch with what counts them. The ids
 * seen are packed into a row per ten minutes and part; a concurrent writer makes the batch fail as a whole, and the caller
 * tries again. Throws `Unavailable`.
 */
export async function takeFresh<T extends Once>(
  db: D1Database,
  items: readonly T[],
): Promise<{ readonly fresh: readonly T[]; readonly statements: readonly D1PreparedStatement[] }> {
  const byRow = Map.groupBy(items, (item) => `${Math.floor(item.at / WINDOW_MS)}|${(item.id.codePointAt(0) ?? 0) % PARTS}`);
  const keys = [...byRow.keys()].map((key) => key.split("|").map(Number));
  const sql =
    "SELECT s.window, s.part, s.ids FROM json_each(?1) AS k CROSS JOIN exposure_seen AS s ON s.window = k.value ->> 0 AND s.part = k.value ->> 1";
  const { results } = await within(WAIT_MS, db.prepare(sql).bind(JSON.stringify(keys)).all<Packed>());
  const seen = new Map(results.map((row) => [`${row.window}|${row.part}`, row.ids]));
  const statements: D1PreparedStatement[] = [];
  const fresh: T[] = [];
  for (const [key, ofRow] of byRow) {
    const before = seen.get(key) ?? "";
    const added = freshOf(before, ofRow);
    if (added.length === 0) continue;
    const [window, part] = key.split("|").map(Number);
    statements.push(rememberOf(db, window ?? 0, part ?? 0, before, added));
    fresh.push(...added);
  }
  return { fresh, statements };
}

function freshOf<T extends Once>(before: string, items: readonly T[]): readonly T[] {
  const known = new Set(before.split(" "));
  return items.filter((item) => {
    if (known.has(item.id)) return false;
    known.add(item.id);
    return true;
  });
}

/** A row that is there already, or NULL where somebody else wrote in between, fails the whole batch. */
function rememberOf(db: D1Database, window: number, part: number, before: string, fresh: readonly Once[]): D1PreparedStatement {
  const added = fresh.map((item) => item.id).join(" ");
  const sql =
    before === ""
      ? "INSERT INTO exposure_seen (window, part, ids) SELECT ?1, ?2, ?4 WHERE ?3 = 0"
      : "UPDATE exposure_seen SET ids = CASE WHEN length(ids) = ?3 THEN ids || ' ' || ?4 END WHERE window = ?1 AND part = ?2";
  return db.prepare(sql).bind(window, part, before.length, added);
}

/** Forgets ids of so long ago that nothing of then is counted any more. */
export async function forgetSeen(db: D1Database, before: number): Promise<void> {
  await db
    .prepare("DELETE FROM exposure_seen WHERE window < ?1")
    .bind(Math.floor(before / WINDOW_MS))
    .run();
}
