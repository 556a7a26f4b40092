import type { Bindings } from "./bindings.ts";
import { allDatabases } from "./shards.ts";
import { Unavailable, within } from "./within.ts";

const WAIT_MS = 10_000;
const BUCKETS = 256;

/** A condition on a table `p`: a bucket that has left a database, or is not filled yet, is not read there. */
export const THERE = "substr(p.subject, 5, 2) IN (SELECT printf('%02x', bucket) FROM bucket_owner WHERE epoch <> 0)";

/**
 * Rows of all databases in the order of their subjects, by a statement that orders and limits those of one. Each subject is
 * read where it is: one whose bucket moves while page after page is read comes once. Throws `Unavailable`.
 */
export async function readInOrder<T extends { readonly subject: string }>(
  env: Bindings,
  sql: string,
  limit: number,
  values: readonly (string | number)[],
): Promise<readonly T[]> {
  const parts = await Promise.all(
    allDatabases(env).map(async ({ db }) => {
      const session = db.withSession("first-primary");
      const own = session.prepare("SELECT count(*) AS n FROM bucket_owner WHERE epoch <> 0");
      const page = session.prepare(sql).bind(...values);
      const [count, rows] = await within(WAIT_MS, session.batch<Record<string, unknown>>([own, page]));
      return { buckets: Number(count?.results[0]?.["n"]), rows: (rows?.results ?? []) as unknown as readonly T[] };
    }),
  );
  // A bucket that is handed over at this moment would be in no database, or in two.
  if (parts.reduce((sum, { buckets }) => sum + buckets, 0) !== BUCKETS) throw new Unavailable("a bucket is being handed over");
  // Each subject is in one database alone, which ordered its rows already.
  const ordered = parts.flatMap(({ rows }) => rows).toSorted((a, b) => (a.subject === b.subject ? 0 : a.subject < b.subject ? -1 : 1));
  return ordered.slice(0, limit);
}
