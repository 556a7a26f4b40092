import type { KeptEvent } from "../core/events/fold.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import type { AttributeValues } from "../core/profile/values.ts";
import type { SumCell } from "../core/targeting/trial-sums.ts";
import type { Trials } from "../core/targeting/trial.ts";
import type { Shard } from "./shards.ts";
import { sumsStatement } from "./trial-sum.ts";

/** A profile with the events it was just folded from, each written once, and what its trials add to the sums. */
export interface Folded {
  readonly subject: SubjectId;
  readonly controller: string;
  readonly events: readonly KeptEvent[];
  readonly attributes: AttributeValues;
  readonly trials: Trials;
  readonly sums: { readonly program: string; readonly cells: readonly SumCell[] };
  /** Of the latest of what was folded in. */
  readonly at: number;
  /** The version of the profile it was folded onto; 0 for none. */
  readonly expected: number;
  /** The version of the register it was gated by: after any change of consent it is gated again. */
  readonly consent: number;
}

/** What happens to a subject that was merged to another meanwhile happens to the other. */
const STANDS = "NOT EXISTS (SELECT 1 FROM alias WHERE subject = ?1)";
/** Where a subject may be written to: ?1 is it, ?2 and ?3 its bucket and epoch, ?7 the version of its register. */
export const GATED =
  STANDS +
  " AND EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?2 AND epoch = ?3) AND COALESCE((SELECT version FROM register WHERE subject = ?1), 0) = ?7";

/** Writes the profile, unless it, its consent or its bucket changed since they were read. */
function profileStatement({ db, bucket, epoch }: Shard, folded: Folded): D1PreparedStatement {
  const { subject, controller, attributes, trials, at, expected, consent } = folded;
  const values = [subject, bucket, epoch, controller, JSON.stringify(attributes), at, consent, JSON.stringify(trials)] as const;
  if (expected === 0) {
    return db
      .prepare(
        `INSERT INTO profile (subject, controller, version, attributes, updated_at, trials)
         SELECT ?1, ?4, 1, ?5, ?6, ?8 WHERE ${GATED} AND NOT EXISTS (SELECT 1 FROM profile WHERE subject = ?1)`,
      )
      .bind(...values);
  }
  return db
    .prepare(
      `UPDATE profile SET version = version + 1, attributes = ?5, updated_at = ?6, trials = ?8
       WHERE subject = ?1 AND version = ?9 AND controller = ?4 AND ${GATED}`,
    )
    .bind(...values, expected);
}

/** The statements of a fold; each writes only when the one before it did. */
export function foldStatements(shard: Shard, folded: Folded): readonly D1PreparedStatement[] {
  return [
    profileStatement(shard, folded),
    ...(folded.events.length > 0 ? [eventsStatement(shard, folded)] : []),
    ...(folded.sums.cells.length > 0 ? [sumsStatement(shard.db, folded.sums.program, folded.sums.cells)] : []),
  ];
}

/** The trials of a record that is joined to another, and what leaves the sums with them. */
export type TrialsApart = Pick<Folded, "subject" | "trials" | "sums" | "expected">;

/** Writes them unless the profile or the bucket changed since they were read. */
export function trialsStatements(shard: Shard, { subject, trials, sums, expected }: TrialsApart): readonly D1PreparedStatement[] {
  const sql = `UPDATE profile SET version = version + 1, trials = ?4 WHERE subject = ?1 AND version = ?5
    AND EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?2 AND epoch = ?3)`;
  const written = shard.db.prepare(sql).bind(subject, shard.bucket, shard.epoch, JSON.stringify(trials), expected);
  return sums.cells.length === 0 ? [written] : [written, sumsStatement(shard.db, sums.program, sums.cells)];
}

/** Writes the events when the statement before it wrote their profile. */
function eventsStatement({ db }: Shard, { subject, events }: Folded): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO event (subject, id, name, at, expires, fields, source)
       SELECT ?1, value ->> 'id', value ->> 'name', value ->> 'at', value ->> 'expires', value -> 'fields', coalesce(value ->> 'source', '') FROM json_each(?2) WHERE changes() = 1`,
    )
    .bind(subject, JSON.stringify(events));
}
