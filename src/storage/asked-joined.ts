import type { SubjectId } from "../core/kernel/ids.ts";
import type { Bindings } from "./bindings.ts";
import { FIRST_COUNTS } from "./asked.ts";
import { checkHere, hereStatement, shardOf, whereItIs, type Shard } from "./shards.ts";
import { within } from "./within.ts";

/** What a record was asked, once: with which benefit first, whether with another later, and what came of it. */
export interface AskedRow {
  readonly ask: string;
  /** Whose numbers it is in; empty where the person is counted at another of their records, `-` where only that one was asked. */
  readonly controller: string;
  readonly variant: string;
  readonly purpose: string;
  readonly at: number;
  readonly reassigned: 0 | 1;
  readonly answered_at: number | null;
  readonly refused_at: number | null;
}

/**
 * A step of counting two records as one person, or of parting them; taking it again changes nothing. `bring`: to a root, what a
 * record of its was asked. `leave`: a record is in no number any more. `keep`: it has rows, and is in no number for them.
 */
export type AskedStep =
  | { readonly kind: "bring" | "keep"; readonly subject: SubjectId; readonly rows: readonly AskedRow[] }
  | { readonly kind: "leave"; readonly subject: SubjectId };

const WAIT_MS = 2_000;
const COLUMNS = "ask, controller, variant, purpose, at, reassigned, answered_at, refused_at";

export function askedStepStatement({ db, bucket, epoch }: Shard, step: AskedStep): D1PreparedStatement {
  const owned = "EXISTS (SELECT 1 FROM bucket_owner WHERE bucket = ?2 AND epoch = ?3)";
  if (step.kind === "leave")
    return db
      .prepare(`UPDATE asked SET controller = '' WHERE subject = ?1 AND controller NOT IN ('', '-') AND ${owned}`)
      .bind(step.subject, bucket, epoch);
  const values = COLUMNS.split(", ").map((name) => `value ->> '${name}'`);
  const insert = `INSERT INTO asked (subject, ${COLUMNS}) SELECT ?1, ${values.join(", ")} FROM json_each(?4) WHERE ${owned}`;
  const met = step.kind === "bring" ? FIRST_COUNTS : "ON CONFLICT DO NOTHING";
  const rows = step.kind === "bring" ? step.rows : step.rows.map((row) => ({ ...row, controller: "-" }));
  return db.prepare(`${insert} ${met}`).bind(step.subject, bucket, epoch, JSON.stringify(rows));
}

/** What a record was asked. Throws `Unavailable`. */
export async function readAsked(env: Bindings, subject: SubjectId): Promise<readonly AskedRow[]> {
  return whereItIs(async () => {
    const shard = await shardOf(env, subject);
    const session = shard.db.withSession("first-primary");
    const asked = session.prepare(`SELECT ${COLUMNS} FROM asked WHERE subject = ?1`).bind(subject);
    const [found, here] = await within(WAIT_MS, session.batch<Record<string, unknown>>([asked, hereStatement(session, [shard])]));
    checkHere(here, [shard]);
    return (found?.results ?? []) as unknown as readonly AskedRow[];
  });
}
