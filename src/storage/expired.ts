import type { SubjectId } from "../core/kernel/ids.ts";
import { within } from "./within.ts";

/** A page of a database's subjects, and those of them that hold something past its time. */
export interface ExpiredPage {
  /** Null where the database ends. */
  readonly last: string | null;
  readonly subjects: readonly SubjectId[];
  /** Subjects whose copies of merged records hold something past its time. */
  readonly copies: readonly SubjectId[];
}

const WAIT_MS = 10_000;

const hasExpired = (table: string, column: string): string =>
  `EXISTS (SELECT 1 FROM ${table} AS t, json_each(t.attributes) WHERE t.${column} = page.subject AND value ->> 'expires' <= ?2)`;
const SQL = `WITH page AS (
    SELECT subject FROM profile WHERE subject > ?1 UNION SELECT root FROM merge WHERE root > ?1 ORDER BY subject LIMIT ?3
  )
  SELECT max(subject) AS last, count(*) AS count,
    json_group_array(subject) FILTER (WHERE ${hasExpired("profile", "subject")}
      OR EXISTS (SELECT 1 FROM profile AS p, json_each(p.decisions) WHERE p.subject = page.subject AND value ->> 'expires' <= ?2)
      OR EXISTS (SELECT 1 FROM event AS e WHERE e.subject = page.subject AND e.expires <= ?2)) AS subjects,
    json_group_array(subject) FILTER (WHERE ${hasExpired("merge", "root")}) AS copies
  FROM page`;

/** Reads the next page of a database after a subject; `after` is empty at its start. Throws `Unavailable`. */
export async function findExpired(db: D1Database, after: string, now: number, limit: number): Promise<ExpiredPage> {
  const statement = db.withSession("first-primary").prepare(SQL).bind(after, now, limit);
  const row = await within(WAIT_MS, statement.first<{ last: string | null; count: number; subjects: string; copies: string }>());
  return {
    last: row !== null && row.count === limit ? row.last : null,
    subjects: JSON.parse(row?.subjects ?? "[]") as SubjectId[],
    copies: JSON.parse(row?.copies ?? "[]") as SubjectId[],
  };
}
