import type { Bindings } from "./bindings.ts";
import { THERE } from "./in-order.ts";
import { allDatabases } from "./shards.ts";
import { within } from "./within.ts";

const WAIT_MS = 25_000;
const SQL = `SELECT a.key AS attribute, count(*) AS profiles FROM profile AS p CROSS JOIN json_each(p.attributes) AS a
  WHERE p.controller = ?1 AND ${THERE} GROUP BY a.key`;

/** How many of a controller's profiles hold each attribute; reads every profile once. Throws `Unavailable`. */
export async function countAttributes(env: Bindings, controller: string): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  const parts = await Promise.all(
    allDatabases(env).map(({ db }) => within(WAIT_MS, db.prepare(SQL).bind(controller).all<{ attribute: string; profiles: number }>())),
  );
  for (const { attribute, profiles } of parts.flatMap(({ results }) => results))
    counts.set(attribute, (counts.get(attribute) ?? 0) + profiles);
  return counts;
}
