import type { SubjectId } from "../core/kernel/ids.ts";
import { NO_PRESSURE, type Pressure } from "../core/targeting/pressure.ts";
import type { Shard } from "./shards.ts";
import { within } from "./within.ts";

/** What a person was shown lately, as it was read. */
export interface Pressed {
  readonly version: number;
  readonly pressure: Pressure;
  /** True where this record is owed what an answer was promised; others of the person may be, where it has any. */
  readonly isOwed: boolean;
  readonly hasMerged: boolean;
  /** Its last negative answers. */
  readonly negatives: readonly { readonly ask: string; readonly at: number }[];
}

/** A pressure in the place of the version it was worked out from; 0 for none. */
export interface PressureChange {
  readonly subject: SubjectId;
  readonly pressure: Pressure;
  readonly expected: number;
  readonly at: number;
}

const STANDS =
  "NOT EXISTS (SELECT 1 FROM alias WHERE subject = ?1) AND EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?2 AND epoch = ?3)";

const PRESSED = `SELECT p.version, p.state,
    EXISTS (SELECT 1 FROM exchange WHERE subject = ?1 AND due IS NOT NULL AND ended_at IS NULL) AS owed,
    EXISTS (SELECT 1 FROM merge WHERE root = ?1 AND stage <> 'unmerged') AS merged,
    (SELECT json_group_array(json_object('ask', ask, 'at', at)) FROM (SELECT ask, at FROM task WHERE subject = ?1 ORDER BY at DESC LIMIT 20)) AS negatives
  FROM (SELECT 1) LEFT JOIN pressure AS p ON p.subject = ?1`;

interface Row {
  readonly version: number | null;
  readonly state: string | null;
  readonly owed: number;
  readonly merged: number;
  readonly negatives: string;
}

/** Reads what a person was shown lately, from the primary. Throws `Unavailable`. */
export async function readPressure({ db }: Shard, subject: SubjectId, ms: number): Promise<Pressed> {
  const row = await within(ms, db.withSession("first-primary").prepare(PRESSED).bind(subject).first<Row>());
  const state = row?.state ?? null;
  return {
    version: row?.version ?? 0,
    pressure: state === null ? NO_PRESSURE : (JSON.parse(state) as Pressure),
    isOwed: row?.owed === 1,
    hasMerged: row?.merged === 1,
    negatives: row ? (JSON.parse(row.negatives) as Pressed["negatives"]) : [],
  };
}

/** Writes it, unless somebody else wrote meanwhile or the subject is elsewhere. */
export function pressureStatement({ db, bucket, epoch }: Shard, { subject, pressure, expected, at }: PressureChange): D1PreparedStatement {
  const sql =
    expected === 0
      ? `INSERT INTO pressure (subject, version, state, updated_at) SELECT ?1, 1, ?4, ?5
         WHERE ?6 = 0 AND ${STANDS} AND NOT EXISTS (SELECT 1 FROM pressure WHERE subject = ?1)`
      : `UPDATE pressure SET version = version + 1, state = ?4, updated_at = ?5 WHERE subject = ?1 AND version = ?6 AND ${STANDS}`;
  return db.prepare(sql).bind(subject, bucket, epoch, JSON.stringify(pressure), at, expected);
}
