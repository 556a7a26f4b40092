import type { Erased } from "../core/rights/erasure-plan.ts";
import { within } from "./within.ts";

const WAIT_MS = 10_000;
/** As many rows of the audit are looked at at once. */
const PORTION = 20_000;
const AMONG = "IN (SELECT value FROM json_each(?1))";
const HERE = "EXISTS (SELECT 1 FROM bucket_owner AS o WHERE o.epoch > 0 AND o.bucket =";
const ROOT = `(instr('0123456789abcdef', substr(root, 5, 1)) - 1) * 16 + instr('0123456789abcdef', substr(root, 6, 1)) - 1`;

/**
 * Takes away what points to these subjects from where they do not live: identifiers stay as hashes of nobody, redemptions
 * and requests stay without them, copies of theirs that another record holds go. Throws `Unavailable`.
 */
export async function eraseDirectory(db: D1Database, family: readonly Erased[]): Promise<void> {
  const subjects = JSON.stringify(family.map(({ subject }) => subject));
  const run = (sql: string): D1PreparedStatement => db.prepare(sql).bind(subjects);
  await within(
    WAIT_MS,
    db.batch([
      run(`UPDATE identifier SET subject = '', link = '', kin = NULL WHERE subject ${AMONG} AND ${HERE} identifier.bucket)`),
      run(`UPDATE identifier SET link = '', was = NULL WHERE was ${AMONG} AND ${HERE} identifier.bucket)`),
      run(`UPDATE identifier SET kin = NULL WHERE kin IS NOT NULL
        AND EXISTS (SELECT 1 FROM json_each(kin) AS k WHERE k.value ${AMONG}) AND ${HERE} identifier.bucket)`),
      run(`UPDATE redemption SET subject = NULL WHERE subject ${AMONG} AND ${HERE} redemption.bucket)`),
      run(`UPDATE request SET subject = NULL WHERE subject ${AMONG} AND ${HERE} request.bucket)`),
      run(`DELETE FROM merge WHERE child ${AMONG} AND ${HERE} ${ROOT})`),
    ]),
  );
}

/**
 * Puts the keyed hash in the place of each subject in the audit, from a row on, and in what jobs remember. Answers the row to
 * go on from; null at the end. Throws `Unavailable`.
 */
export async function eraseTrail(db: D1Database, family: readonly Erased[], after: number): Promise<number | null> {
  const written = family.flatMap(({ subject, name }) => [
    db
      .prepare(
        `UPDATE audit SET target = replace(target, ?1, ?2), detail = replace(detail, ?1, ?2)
         WHERE id > ?3 AND id <= ?4 AND (instr(target, ?1) > 0 OR instr(detail, ?1) > 0)`,
      )
      .bind(subject, name, after, after + PORTION),
    // A place in front of all of the same bucket: what comes after it is done again.
    ...PLACES.map(([table, column]) =>
      db.prepare(`UPDATE ${table} SET ${column} = replace(${column}, ?1, substr(?1, 1, 6)) WHERE instr(${column}, ?1) > 0`).bind(subject),
    ),
    db
      .prepare("DELETE FROM bucket_change WHERE owner = ?1 AND bucket NOT IN (SELECT bucket FROM bucket_move WHERE stage <> 'done')")
      .bind(subject),
  ]);
  const last = db.prepare("SELECT coalesce(max(id), 0) AS id FROM audit");
  const results = await within(WAIT_MS, db.batch<{ id: number }>([last, ...written]));
  const end = results[0]?.results[0]?.id ?? 0;
  return after + PORTION >= end ? null : after + PORTION;
}

const PLACES = [
  ["job", "cursor"],
  ["bucket_move", "cursor"],
] as const;
