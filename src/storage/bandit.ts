import type { Instant } from "../core/kernel/instant.ts";
import type { VariantWeights } from "../core/program/weights.ts";
import { within } from "./within.ts";

const WAIT_MS = 10_000;

/** What a bandit draws by, and since when. */
export interface BanditRow {
  readonly experience: string;
  readonly weights: VariantWeights;
  readonly at: Instant;
}

/** What the bandits of a program draw by. Throws `Unavailable`. */
export async function readBandits(db: D1Database, program: string): Promise<readonly BanditRow[]> {
  const statement = db.withSession("first-primary").prepare("SELECT experience, weights, weighed_at AS at FROM bandit WHERE program = ?1");
  const { results } = await within(WAIT_MS, statement.bind(program).all<{ experience: string; weights: string; at: number }>());
  return results.map((row) => ({ ...row, weights: JSON.parse(row.weights) as VariantWeights }));
}

/** Writes what bandits draw by from now on; what was weighed later meanwhile stays. Throws `Unavailable`. */
export async function writeBandits(db: D1Database, program: string, rows: readonly BanditRow[]): Promise<void> {
  const statement = db.prepare(
    `INSERT INTO bandit (program, experience, weights, weighed_at)
     SELECT ?1, value ->> 'experience', value -> 'weights', value ->> 'at' FROM json_each(?2) WHERE true
     ON CONFLICT (program, experience) DO UPDATE SET weights = excluded.weights, weighed_at = excluded.weighed_at
     WHERE excluded.weighed_at > weighed_at`,
  );
  if (rows.length > 0) await within(WAIT_MS, statement.bind(program, JSON.stringify(rows)).run());
}
