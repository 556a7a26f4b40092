import type { Instant } from "../core/kernel/instant.ts";
import type { Bindings } from "./bindings.ts";
import { within } from "./within.ts";

/** What staff records while the customer watches. `who`, `value` are sealed; `code`, `screen` are hashes. */
export interface Collection {
  readonly id: string;
  readonly site: string;
  readonly actor: string;
  readonly who: string | null;
  readonly at: Instant;
  readonly until: Instant;
  readonly endedAt: Instant | null;
}

export interface CollectedField {
  readonly attribute: string;
  readonly value: string;
  /** Counts what was entered. */
  readonly rev: number;
  /** The last of it that the customer's screen has shown. */
  readonly shown: number;
  readonly struck: number;
}

const WAIT_MS = 2_000;
const COLUMNS = "id, site, actor, who, at, until, ended_at AS endedAt";
const RUNS = "ended_at IS NULL AND closing_at IS NULL AND until > ?2";

/** Begins one, with its audit row. Throws `Unavailable`. */
export async function beginCollection(env: Bindings, { id, site, actor, who, at, until }: Collection, code: string): Promise<void> {
  const { DB } = env;
  const begin = "INSERT INTO collection (id, site, actor, who, code, at, until) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
  const audit = "INSERT INTO audit (at, actor, action, target, detail) VALUES (?1, ?2, 'collection.begin', ?3, '{}')";
  await within(WAIT_MS, DB.batch([DB.prepare(begin).bind(id, site, actor, who, code, at, until), DB.prepare(audit).bind(at, actor, id)]));
}

/** Gives a collection its one screen: the code is good once. Null where it is not good. Throws `Unavailable`. */
export async function pairScreen(
  { DB }: Bindings,
  {
    code,
    screen,
    who,
    site,
    since,
  }: { readonly code: string; readonly screen: string; readonly who: string | null; readonly site: string; readonly since: Instant },
  now: Instant,
): Promise<string | null> {
  const sql = `UPDATE collection SET screen = ?3, who = coalesce(who, ?4) WHERE code = ?1 AND screen IS NULL AND site = ?5 AND at >= ?6 AND ${RUNS} RETURNING id`;
  return within(WAIT_MS, DB.prepare(sql).bind(code, now, screen, who, site, since).first<string>("id"));
}

/** A collection by its id, or by the hash of its screen's token; with its fields. Null for none. Throws `Unavailable`. */
export async function readCollection(
  { DB }: Bindings,
  by: "id" | "screen",
  value: string,
): Promise<{ readonly collection: Collection; readonly fields: readonly CollectedField[] } | null> {
  const session = DB.withSession("first-primary");
  const fields = `SELECT f.attribute, f.value, f.rev, f.shown, f.struck FROM collection AS c CROSS JOIN collection_field AS f ON f.collection = c.id
    WHERE c.${by} = ?1 ORDER BY f.attribute`;
  const [found, held] = await within(
    WAIT_MS,
    session.batch<{ [column: string]: unknown }>([
      session.prepare(`SELECT ${COLUMNS} FROM collection WHERE ${by} = ?1`).bind(value),
      session.prepare(fields).bind(value),
    ]),
  );
  const collection = found?.results[0] as Collection | undefined;
  return collection ? { collection, fields: (held?.results ?? []) as unknown as readonly CollectedField[] } : null;
}

/** Enters a field, or another value of it; never one that was struck. False where it was, or the collection is over. Throws `Unavailable`. */
export async function enterField({ DB }: Bindings, id: string, attribute: string, value: string, now: Instant): Promise<boolean> {
  const sql = `INSERT INTO collection_field (collection, attribute, value, rev) SELECT ?1, ?3, ?4, 1 FROM collection WHERE id = ?1 AND ${RUNS}
    ON CONFLICT (collection, attribute) DO UPDATE SET value = excluded.value, rev = rev + 1 WHERE struck = 0`;
  return (await within(WAIT_MS, DB.prepare(sql).bind(id, now, attribute, value).run())).meta.changes > 0;
}

/** The screen has shown these: each as it was entered then. Throws `Unavailable`. */
export async function noteShown(
  { DB }: Bindings,
  id: string,
  shown: readonly { readonly attribute: string; readonly rev: number }[],
  now: Instant,
): Promise<void> {
  const sql = `UPDATE collection_field SET shown = rev WHERE collection = ?1 AND struck = 0
    AND EXISTS (SELECT 1 FROM collection WHERE id = ?1 AND ${RUNS})
    AND EXISTS (SELECT 1 FROM json_each(?3) AS s WHERE s.value ->> 'attribute' = attribute AND s.value ->> 'rev' = rev)`;
  await within(WAIT_MS, DB.prepare(sql).bind(id, now, JSON.stringify(shown)).run());
}

/** The customer struck a field: its value goes at once. False where that came too late, or there is none. Throws `Unavailable`. */
export async function strikeField({ DB }: Bindings, id: string, attribute: string, now: Instant): Promise<boolean> {
  const sql = `UPDATE collection_field SET struck = 1, value = '' WHERE collection = ?1 AND attribute = ?3
    AND EXISTS (SELECT 1 FROM collection WHERE id = ?1 AND ${RUNS})`;
  return (await within(WAIT_MS, DB.prepare(sql).bind(id, now, attribute).run())).meta.changes > 0;
}

/** Lets nothing be entered, shown or struck any more, before what was seen is written down. Throws `Unavailable`. */
export async function closeCollection({ DB }: Bindings, id: string, now: Instant): Promise<void> {
  await within(WAIT_MS, DB.prepare("UPDATE collection SET closing_at = coalesce(closing_at, ?2) WHERE id = ?1").bind(id, now).run());
}

/** Ends one and lets its fields go, with its audit row. Throws `Unavailable`. */
export async function endCollection({ DB }: Bindings, id: string, actor: string, kept: number, now: Instant): Promise<void> {
  const audit = "INSERT INTO audit (at, actor, action, target, detail) SELECT ?1, ?2, 'collection.end', ?3, ?4 WHERE changes() > 0";
  await within(
    WAIT_MS,
    DB.batch([
      DB.prepare("UPDATE collection SET ended_at = ?2, who = NULL WHERE id = ?1 AND ended_at IS NULL").bind(id, now),
      DB.prepare(audit).bind(now, actor, id, JSON.stringify({ kept })),
      DB.prepare("DELETE FROM collection_field WHERE collection = ?1").bind(id),
    ]),
  );
}

/** Lets go of what is over. Throws `Unavailable`. */
export async function forgetCollections({ DB }: Bindings, now: Instant): Promise<void> {
  const over = "SELECT id FROM collection WHERE until <= ?1 OR ended_at IS NOT NULL";
  await within(
    WAIT_MS * 5,
    DB.batch([
      DB.prepare(`DELETE FROM collection_field WHERE collection IN (${over})`).bind(now),
      DB.prepare("DELETE FROM collection WHERE until <= ?1 OR ended_at IS NOT NULL").bind(now),
    ]),
  );
}
