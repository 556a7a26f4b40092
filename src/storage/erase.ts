import type { SubjectId } from "../core/kernel/ids.ts";
import type { AttributeValues } from "../core/profile/values.ts";
import { ERASES, hexOf, PLACED } from "./placed.ts";
import type { Shard } from "./shards.ts";
import { within } from "./within.ts";

/** What goes of a subject from its own database, erased or not; taking a step again changes nothing. */
export type EraseStep =
  | { readonly kind: "rows" | "events"; readonly subject: SubjectId; readonly at: number }
  /** What was observed goes, this stays. */
  | {
      readonly kind: "reset";
      readonly subject: SubjectId;
      readonly left: AttributeValues;
      readonly expected: number;
      readonly at: number;
    }
  /** Of the profile only this stays, null: nothing; unless it changed since it was read. */
  | { readonly kind: "profile"; readonly subject: SubjectId; readonly left: AttributeValues | null; readonly expected: number };

const WAIT_MS = 5_000;
/** As many events go at once. */
const PORTION = 2_000;
const OWNED = "EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?8 AND epoch = ?9)";

/** Tables of which whole rows go, with the column that names whose they are. Events are many, and go by portions. */
const DELETED = Object.entries(ERASES).flatMap(([table, erases]) => {
  const placed = PLACED[table];
  return erases === "deleted" && table !== "event" && typeof placed === "object" ? [[table, placed.moves] as const] : [];
});

/** The statements of a step, each only under the bucket's epoch. */
export function eraseStatements(shard: Shard, step: EraseStep): readonly D1PreparedStatement[] {
  const owned = (sql: string, ...values: readonly (string | number)[]): D1PreparedStatement => {
    const fence = OWNED.replace("?8", String(shard.bucket)).replace("?9", String(shard.epoch));
    return shard.db.prepare(`${sql} AND ${fence}`).bind(...values);
  };
  const { subject } = step;
  switch (step.kind) {
    case "rows":
      return [
        owned("UPDATE ledger SET payload = NULL WHERE chain = ?1 AND payload IS NOT NULL", subject),
        ...pointsStatements(owned, subject, nobodyIn(shard.bucket), step.at),
        ...DELETED.map(([table, owner]) => owned(`DELETE FROM ${table} WHERE ${owner} = ?1`, subject)),
      ];
    case "events":
      return [owned(`DELETE FROM event WHERE subject = ?1 AND id IN (SELECT id FROM event WHERE subject = ?1 LIMIT ${PORTION})`, subject)];
    case "reset":
      return [
        owned(
          "UPDATE profile SET attributes = ?3, decisions = '[]', reset_at = ?4, version = version + 1 WHERE subject = ?1 AND version = ?2",
          ...[subject, step.expected, JSON.stringify(step.left), step.at],
        ),
      ];
    case "profile":
      return [
        step.left === null
          ? owned("DELETE FROM profile WHERE subject = ?1 AND version = ?2", subject, step.expected)
          : owned(
              "UPDATE profile SET attributes = ?3, trials = '{}', decisions = '[]', version = version + 1 WHERE subject = ?1 AND version = ?2",
              subject,
              step.expected,
              JSON.stringify(step.left),
            ),
      ];
  }
}

type Owned = (sql: string, ...values: readonly (string | number)[]) => D1PreparedStatement;

/** Points that were given and taken stay in the books, as nobody's; what was left of them lapses. */
function pointsStatements(owned: Owned, subject: SubjectId, nobody: string, at: number): readonly D1PreparedStatement[] {
  const id = "'gone_' || lower(hex(randomblob(16)))";
  const columns = "scheme, kind, debit, credit, points, merchant, amount, at, expires_at";
  return [
    owned(
      `INSERT INTO points_entry (subject, id, ${columns})
       SELECT ?2, ${id}, scheme, 'expire', 'person', 'expired', balance, '', NULL, ?3, NULL FROM points_account WHERE subject = ?1 AND balance > 0`,
      subject,
      nobody,
      at,
    ),
    owned(
      `INSERT INTO points_entry (subject, id, ${columns}) SELECT ?2, ${id}, ${columns} FROM points_entry WHERE subject = ?1`,
      subject,
      nobody,
    ),
    owned("DELETE FROM points_entry WHERE subject = ?1", subject),
    owned("DELETE FROM points_account WHERE subject = ?1", subject),
  ];
}

/** Whose the books' entries are that are nobody's any more: one of each bucket, whom nothing else ever names. */
function nobodyIn(bucket: number): string {
  return `sub_${hexOf(bucket)}${"0".repeat(30)}`;
}

/** True while there is an event of a subject. Throws `Unavailable`. */
export async function hasEvents({ db }: Shard, subject: SubjectId): Promise<boolean> {
  const statement = db.withSession("first-primary").prepare("SELECT 1 FROM event WHERE subject = ?1 LIMIT 1").bind(subject);
  return (await within(WAIT_MS, statement.first())) !== null;
}
