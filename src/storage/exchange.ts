import type { SubjectId } from "../core/kernel/ids.ts";
import type { Promised } from "../core/exchange/promise.ts";
import { answeredStatement } from "./asked.ts";
import type { Bindings } from "./bindings.ts";
import { foldStatements, type Folded } from "./event.ts";
import { checkHere, hereStatement, shardOf, whereItIs, type Shard } from "./shards.ts";
import { taskStatement, type Task } from "./task.ts";
import { within } from "./within.ts";

/** What a person gave as an answer to a question, and which kind of benefit it was promised. */
export interface Exchange {
  readonly subject: SubjectId;
  readonly id: string;
  readonly ask: string;
  /** Whose person it is. */
  readonly controller: string;
  readonly gave: "value" | "consent";
  /** The attribute or the purpose; never the value. */
  readonly what: string;
  readonly purpose: string;
  readonly benefit: string;
  /** Which of its benefits the question was shown with, and at which moment it was put; null for its own, and for none. */
  readonly variant: string | null;
  readonly moment: string | null;
  /** The version of the program that holds the words. */
  readonly program: string;
  /** A keyed hash of the answer, which tells the same request from another under its id. */
  readonly digest: string;
  readonly at: number;
  /** Null where the answer itself brings it. */
  readonly promised: Promised | null;
  /** SHA-256 of the notice of what it was given for; null where there is none. */
  readonly incentive: string | null;
}

/** A profile with an answer in it, and what it was given for. */
export interface Answered {
  readonly folded: Folded;
  readonly given: Exchange;
  /** What it asks of a human; null for most answers. */
  readonly task: Task | null;
}

/** Writes an exchange, and that the person was asked, when the statement before it wrote what was given. A second one under its id breaks the batch. */
export function exchangeStatements(db: D1Database, given: Exchange): readonly D1PreparedStatement[] {
  return [answeredStatement(db, given), exchangeStatement(db, given)];
}

function exchangeStatement(db: D1Database, given: Exchange): D1PreparedStatement {
  const { subject, id, ask, gave, what, purpose, benefit, program, digest, at, promised, incentive, variant, moment } = given;
  return db
    .prepare(
      `INSERT INTO exchange (subject, id, ask, gave, what, purpose, benefit, program, digest, at, how, ref, points, due, incentive, variant, moment)
       SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17 WHERE changes() = 1`,
    )
    .bind(
      ...[subject, id, ask, gave, what, purpose, benefit, program, digest, at],
      ...[promised?.how ?? null, promised?.ref ?? null, promised?.points ?? null, promised?.due ?? null, incentive, variant, moment],
    );
}

/** The profile first, then what it was given for; neither without the other. */
export function answerStatements(shard: Shard, { folded, given, task }: Answered): readonly D1PreparedStatement[] {
  const kept = foldStatements(shard, { ...folded, events: [], sums: { ...folded.sums, cells: [] } });
  return [...kept, ...exchangeStatements(shard.db, given), ...(task ? [taskStatement(shard.db, task)] : [])];
}

type Found = Pick<Exchange, "id" | "digest" | "at" | "variant">;

/** The exchange of a subject under an id, and the newest one of an ask; from the primary. Throws `Unavailable`. */
export async function readExchange(
  env: Bindings,
  subject: SubjectId,
  wanted: { readonly id: string; readonly ask: string },
  ms: number,
): Promise<{ readonly same: Found | null; readonly newest: number | null; readonly hasMerged: boolean }> {
  return whereItIs(async () => {
    const shard = await shardOf(env, subject);
    const session = shard.db.withSession("first-primary");
    const statements = [
      hereStatement(session, [shard]),
      session.prepare("SELECT id, digest, at, variant FROM exchange WHERE subject = ?1 AND id = ?2").bind(subject, wanted.id),
      session.prepare("SELECT max(at) AS at FROM exchange WHERE subject = ?1 AND ask = ?2").bind(subject, wanted.ask),
      session.prepare("SELECT 1 FROM merge WHERE root = ?1 AND stage <> 'unmerged' LIMIT 1").bind(subject),
    ];
    const [here, same, newest, merged] = await within(ms, session.batch<Record<string, unknown>>(statements));
    checkHere(here, [shard]);
    return {
      same: (same?.results[0] as Found | undefined) ?? null,
      newest: (newest?.results[0]?.["at"] as number | null | undefined) ?? null,
      hasMerged: (merged?.results.length ?? 0) > 0,
    };
  });
}
