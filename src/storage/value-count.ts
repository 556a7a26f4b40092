import type { Bindings } from "./bindings.ts";
import { THERE } from "./in-order.ts";
import { allDatabases } from "./shards.ts";
import { within } from "./within.ts";

/** How many people there are of each of something, by its key. */
export type People = ReadonlyMap<string, number>;

const WAIT_MS = 25_000;

/** Each reads a table once; `?1` is a controller, or the beginning of the names of a program. */
const QUERIES = {
  /** Whose values are kept for a purpose. */
  kept: `SELECT u.value AS key, count(DISTINCT p.subject) AS n FROM profile AS p CROSS JOIN json_each(p.attributes) AS a
    CROSS JOIN json_each(a.value -> 'purposes') AS u WHERE p.controller = ?1 AND ${THERE} GROUP BY u.value`,
  /** Who said yes to a purpose. */
  agreed: `SELECT d.key AS key, count(*) AS n FROM register AS p CROSS JOIN json_each(p.state -> 'decisions') AS d
    WHERE p.controller = ?1 AND d.value ->> 'state' = 'granted' AND ${THERE} GROUP BY d.key`,
  /** For whom something came of a purpose, by its kind and the purpose. */
  brought: `SELECT p.kind || '~' || p.purpose AS key, count(DISTINCT p.subject) AS n FROM brought AS p
    WHERE p.controller = ?1 AND ${THERE} GROUP BY p.kind, p.purpose`,
  /** Who got a report, by its purpose. */
  reported: `SELECT p.purpose AS key, count(DISTINCT p.subject) AS n FROM report AS p
    WHERE p.controller = ?1 AND p.told_at IS NOT NULL AND ${THERE} GROUP BY p.purpose`,
  /** Who redeemed an offer. */
  redeemed: `SELECT p.offer AS key, count(DISTINCT p.subject) AS n FROM benefit AS p
    WHERE substr(p.offer, 1, length(?1)) = ?1 AND p.stage = 'redeemed' AND ${THERE} GROUP BY p.offer`,
  /** Who answered a question, by the question and which of its benefits it was shown with. */
  answered: `SELECT p.ask || '~' || coalesce(p.variant, '') AS key, count(DISTINCT p.subject) AS n FROM exchange AS p
    JOIN register AS r ON r.subject = p.subject WHERE r.controller = ?1 AND ${THERE} GROUP BY p.ask, p.variant`,
  /** Who earned points of a reward. */
  earned: `SELECT p.scheme AS key, count(*) AS n FROM points_account AS p
    WHERE substr(p.scheme, 1, length(?1)) = ?1 AND p.earned > 0 AND ${THERE} GROUP BY p.scheme`,
} as const;

/** Counts over all databases, records one by one; each reads whole tables. Throws `Unavailable`. */
export async function countPeople(env: Bindings, what: keyof typeof QUERIES, of: string): Promise<People> {
  const asked = allDatabases(env).map(({ db }) => within(WAIT_MS, db.prepare(QUERIES[what]).bind(of).all<{ key: string; n: number }>()));
  const counts = new Map<string, number>();
  for (const { key, n } of (await Promise.all(asked)).flatMap(({ results }) => results)) counts.set(key, (counts.get(key) ?? 0) + n);
  return counts;
}
