import type { AskCount } from "../core/targeting/ask-results.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import type { Bindings } from "./bindings.ts";
import { THERE } from "./in-order.ts";
import { allDatabases, type Shard } from "./shards.ts";
import { within } from "./within.ts";

/** That a person saw a question, answered it, or said no to it. */
export interface Asked {
  readonly subject: SubjectId;
  readonly ask: string;
  readonly controller: string;
  /** Which of its benefits it was shown with; null for its own, and where it is not known. */
  readonly variant: string | null;
  readonly purpose: string;
  readonly at: number;
  readonly said: "seen" | "answered" | "refused";
}

const WAIT_MS = 25_000;

/** One row a person and question: the first view counts, in whatever order they come; what names no benefit is no other one. */
export const FIRST_COUNTS = `ON CONFLICT (subject, ask) DO UPDATE SET
    reassigned = max(reassigned, excluded.reassigned, variant <> '' AND excluded.variant NOT IN ('', variant)),
    variant = iif(excluded.variant <> '' AND (variant = '' OR excluded.at < at), excluded.variant, variant), at = min(at, excluded.at),
    answered_at = coalesce(answered_at, excluded.answered_at), refused_at = coalesce(refused_at, excluded.refused_at)`;

const UPSERT = (where: string): string => `INSERT INTO asked (subject, ask, controller, variant, purpose, at, answered_at, refused_at)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE ${where} ${FIRST_COUNTS}`;

/** Takes down what was said of a question, where the subject's bucket is; a record that became another's is asked no more. */
export function askedStatement({ db, bucket, epoch }: Shard, asked: Asked): D1PreparedStatement {
  const owned =
    "EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?9 AND epoch = ?10) AND NOT EXISTS (SELECT 1 FROM alias WHERE subject = ?1)";
  return db.prepare(UPSERT(owned)).bind(...valuesOf(asked), bucket, epoch);
}

/** Takes down an answer when the statement before it wrote what was given. */
export function answeredStatement(db: D1Database, answered: Omit<Asked, "said">): D1PreparedStatement {
  return db.prepare(UPSERT("changes() = 1")).bind(...valuesOf({ ...answered, said: "answered" }));
}

function valuesOf({ subject, ask, controller, variant, purpose, at, said }: Asked): readonly (string | number | null)[] {
  const [answered, refused] = [said === "answered" ? at : null, said === "refused" ? at : null];
  return [subject, ask, controller, variant ?? "", purpose, at, answered, refused];
}

/** How many people of a controller were asked each of these questions, by the benefit they were shown; whole tables are read. Throws `Unavailable`. */
export async function countAsked(
  env: Bindings,
  controller: string,
  asks: readonly string[],
): Promise<readonly (AskCount & { readonly ask: string })[]> {
  const sql = `SELECT p.ask, p.variant, p.reassigned, count(*) AS asked, count(p.answered_at) AS answered,
      count(iif(p.answered_at IS NULL, p.refused_at, NULL)) AS refused
    FROM asked AS p WHERE p.ask IN (SELECT value FROM json_each(?1)) AND p.controller = ?2 AND ${THERE} GROUP BY p.ask, p.variant, p.reassigned`;
  const keys = JSON.stringify(asks);
  const parts = allDatabases(env).map(({ db }) =>
    within(WAIT_MS, db.prepare(sql).bind(keys, controller).all<AskCount & { readonly ask: string }>()),
  );
  return (await Promise.all(parts)).flatMap(({ results }) => results);
}

/** Forgets who was asked before an instant, some at a time; answers how many. */
export async function forgetAsked(db: D1Database, before: number, limit: number): Promise<number> {
  const sql = "DELETE FROM asked WHERE (subject, ask) IN (SELECT subject, ask FROM asked WHERE at <= ?1 LIMIT ?2)";
  return (await within(WAIT_MS, db.prepare(sql).bind(before, limit).run())).meta.changes;
}
