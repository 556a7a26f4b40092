import type { SubjectId } from "../core/kernel/ids.ts";
import type { DecisionRecord } from "../core/targeting/decision-record.ts";
import { GATED } from "./event.ts";
import type { Shard } from "./shards.ts";
import { within } from "./within.ts";

/** Decisions a subject was shown, to be kept with the last ones. */
export interface KeptDecisions {
  readonly subject: SubjectId;
  readonly controller: string;
  /** The version of the register they were gated by. */
  readonly consent: number;
  readonly at: number;
  readonly decisions: readonly DecisionRecord[];
}

const WAIT_MS = 5_000;
/** As many are kept of a subject. */
const MOST = 20;
const LAST = `(SELECT json_group_array(json(value)) FROM (
    SELECT value FROM (
      SELECT value FROM json_each(?6)
      UNION ALL
      SELECT value FROM json_each(profile.decisions) WHERE value ->> 'id' NOT IN (SELECT value ->> 'id' FROM json_each(?6))
    ) ORDER BY value ->> 'at' DESC LIMIT ${MOST}))`;

/** Keeps them with the last ones, each once, unless consent or bucket changed since they were read. */
export function keepStatement({ db, bucket, epoch }: Shard, kept: KeptDecisions): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO profile (subject, controller, version, attributes, updated_at, decisions)
       SELECT ?1, ?4, 1, '{}', ?5, ?6 WHERE ${GATED} ON CONFLICT (subject) DO UPDATE SET decisions = ${LAST}`,
    )
    .bind(kept.subject, bucket, epoch, kept.controller, kept.at, JSON.stringify(kept.decisions), kept.consent);
}

/** Of the columns of a profile, its decisions without those a purge ends: ?2 is its instant, ?3 the purposes. */
export const OUTLASTING_DECISIONS = `(SELECT json_group_array(json(value)) FROM json_each(decisions) AS d WHERE value ->> 'at' > ?2
  OR NOT EXISTS (SELECT 1 FROM json_each(d.value -> 'purposes') AS p WHERE p.value IN (SELECT value FROM json_each(?3))))`;

/** Of the columns of a profile, its decisions that may still be read at ?2. */
export const LASTING_DECISIONS = "(SELECT json_group_array(json(value)) FROM json_each(decisions) WHERE value ->> 'expires' > ?2)";

/** The decisions kept of subjects of one database, latest first. Throws `Unavailable`. */
export async function readDecisions(
  db: D1Database,
  subjects: readonly SubjectId[],
): Promise<ReadonlyMap<string, readonly DecisionRecord[]>> {
  const sql = "SELECT p.subject, p.decisions FROM json_each(?1) AS w CROSS JOIN profile AS p ON p.subject = w.value";
  const statement = db.withSession("first-primary").prepare(sql).bind(JSON.stringify(subjects));
  const { results } = await within(WAIT_MS, statement.all<{ subject: string; decisions: string }>());
  return new Map(results.map(({ subject, decisions }) => [subject, JSON.parse(decisions) as DecisionRecord[]]));
}
