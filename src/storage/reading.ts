import type { SubjectId } from "../core/kernel/ids.ts";
import type { Bindings } from "./bindings.ts";
import { allDatabases } from "./shards.ts";
import { within } from "./within.ts";

const WAIT_MS = 2_000;

/** Writes down that somebody's data was read, and by whom. Throws `Unavailable`: what is not written down is not read. */
export async function writeRead(
  db: D1Database,
  { at, actor, action, target }: { readonly at: number; readonly actor: string; readonly action: string; readonly target: string },
): Promise<void> {
  const sql = "INSERT INTO audit (at, actor, action, target, detail) VALUES (?1, ?2, ?3, ?4, '{}')";
  await within(WAIT_MS, db.prepare(sql).bind(at, actor, action, target).run());
}

/** One reading of what is known of somebody. */
export interface Reading {
  readonly at: number;
  readonly actor: string;
  readonly action: string;
}

const MOST = 1_000;

/** Who read what is known of these subjects, newest first, wherever it was read. Throws `Unavailable`. */
export async function listReads(env: Bindings, subjects: readonly SubjectId[]): Promise<readonly Reading[]> {
  const sql = `SELECT a.at, a.actor, a.action FROM json_each(?1) AS w CROSS JOIN audit AS a ON a.target = w.value
     WHERE a.action IN ('decision.replay', 'rights.export') ORDER BY a.id DESC LIMIT ${MOST}`;
  const parts = allDatabases(env).map(({ db }) => within(WAIT_MS, db.prepare(sql).bind(JSON.stringify(subjects)).all<Reading>()));
  return (await Promise.all(parts)).flatMap(({ results }) => results).toSorted((a, b) => b.at - a.at);
}
