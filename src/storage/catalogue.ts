import type { CatalogueItem } from "../core/program/catalogue.ts";
import type { Audit } from "./commit.ts";
import { within } from "./within.ts";

const WAIT_MS = 5_000;

/** Items of a controller that came through the API. Throws `Unavailable`. */
export async function readItems(db: D1Database, controller: string): Promise<readonly CatalogueItem[]> {
  const statement = db.prepare("SELECT item FROM catalogue_item WHERE controller = ?1 ORDER BY key").bind(controller);
  const { results } = await within(WAIT_MS, statement.all<{ item: string }>());
  return results.map(({ item }) => JSON.parse(item) as CatalogueItem);
}

/**
 * Takes items in and others out, with the audit row, in one batch. False where there would be more than `most`: then
 * nothing changed. Throws `Unavailable`.
 */
export async function writeItems(
  db: D1Database,
  controller: string,
  change: { readonly items: readonly CatalogueItem[]; readonly gone: readonly string[]; readonly most: number },
  audit: Audit,
): Promise<boolean> {
  const values = [controller, JSON.stringify(change.items), JSON.stringify(change.gone), change.most] as const;
  const all = `SELECT key FROM catalogue_item WHERE controller = ?1 UNION SELECT value ->> 'key' FROM json_each(?2)`;
  const fits = `(SELECT count(*) FROM (${all}) WHERE key NOT IN (SELECT value FROM json_each(?3))) <= ?4`;
  const removed = db
    .prepare(`DELETE FROM catalogue_item WHERE controller = ?1 AND key IN (SELECT value FROM json_each(?3)) AND ${fits}`)
    .bind(...values);
  const written = db
    .prepare(
      `INSERT INTO catalogue_item (controller, key, item, updated_at)
       SELECT ?1, value ->> 'key', value, ?5 FROM json_each(?2) WHERE value ->> 'key' NOT IN (SELECT value FROM json_each(?3)) AND ${fits}
       ON CONFLICT (controller, key) DO UPDATE SET item = excluded.item, updated_at = excluded.updated_at`,
    )
    .bind(...values, audit.at);
  const audited = db
    .prepare(`INSERT INTO audit (at, actor, action, target, detail) SELECT ?5, ?6, ?7, ?8, ?9 WHERE ${fits}`)
    .bind(...values, audit.at, audit.actor, audit.action, audit.target, JSON.stringify(audit.detail));
  const results = await within(WAIT_MS, db.batch([removed, written, audited]));
  return (results.at(-1)?.meta.changes ?? 0) > 0;
}
