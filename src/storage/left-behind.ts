import { asSubjectId, type SubjectId } from "../core/kernel/ids.ts";
import type { Shard } from "./shards.ts";
import { within } from "./within.ts";

const WAIT_MS = 20_000;
/** Each lists subjects after a cursor (?1), in order, so many (?2) at most; of those who are erased only what should be gone. */
const NAMING = [
  "SELECT subject FROM register WHERE subject > ?1 AND state ->> 'erased' IS NULL ORDER BY subject LIMIT ?2",
  `SELECT p.subject FROM profile AS p WHERE p.subject > ?1 AND NOT EXISTS (SELECT 1 FROM register AS r WHERE r.subject = p.subject)
   ORDER BY p.subject LIMIT ?2`,
  ...["link", "identifier", "redemption", "request", "event", "points_account"].map(
    (table) => `SELECT DISTINCT subject FROM ${table} WHERE subject > ?1 ORDER BY subject LIMIT ?2`,
  ),
];

/** Whom a database speaks of after a cursor, in order, but for those of whom it only says that they were erased. Throws `Unavailable`. */
export async function listNamed(db: D1Database, after: string, limit: number): Promise<readonly SubjectId[]> {
  const session = db.withSession("first-primary");
  const found = await within(WAIT_MS, session.batch<{ subject: string }>(NAMING.map((sql) => session.prepare(sql).bind(after, limit))));
  const subjects = found.flatMap(({ results }) => results.flatMap(({ subject }) => asSubjectId(subject) ?? []));
  return [...new Set(subjects)].toSorted().slice(0, limit);
}

/** Whose a profile is that has no register; null without one. Throws `Unavailable`. */
export async function controllerOf({ db }: Shard, subject: SubjectId): Promise<string | null> {
  const statement = db.withSession("first-primary").prepare("SELECT controller FROM profile WHERE subject = ?1").bind(subject);
  return (await within(WAIT_MS, statement.first<{ controller: string }>()))?.controller ?? null;
}
