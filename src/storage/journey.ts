import type { Answered, Seen } from "../core/exchange/journey.ts";
import type { After } from "../core/exchange/journey-page.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import type { Bindings } from "./bindings.ts";
import { checkHere, hereStatement, shardOf, whereItIs, type Shard } from "./shards.ts";
import { within } from "./within.ts";

/** Answers of a person, the newest first, the questions they ever answered, and those they saw. */
export interface JourneyRows {
  readonly answers: readonly Answered[];
  readonly answered: ReadonlySet<string>;
  readonly seen: readonly Seen[];
}

const WAIT_MS = 2_000;
const AMONG = "subject IN (SELECT value FROM json_each(?1))";
const ANSWERS = `SELECT x.id, x.ask, x.moment, x.gave, x.what, x.purpose, x.benefit, x.variant, x.program, x.at, x.how, x.due,
    x.ended_at AS endedAt, x.outcome, t.state AS task
  FROM exchange AS x LEFT JOIN task AS t ON t.subject = x.subject AND t.id = x.id
  WHERE x.${AMONG} AND (x.at < ?2 OR (x.at = ?2 AND x.id < ?3))
  ORDER BY x.at DESC, x.id DESC LIMIT ?4`;
const ANSWERED = `SELECT DISTINCT ask FROM exchange WHERE ${AMONG}`;
const SEEN = `SELECT ask, variant, at, answered_at AS answeredAt, refused_at AS refusedAt FROM asked WHERE ${AMONG}`;
const NO_END: After = { at: Number.MAX_SAFE_INTEGER, id: "" };

/** Reads a page of them by all records of a person, in one round trip to each of their databases. Throws `Unavailable`. */
export async function readJourneyRows(
  env: Bindings,
  subjects: readonly SubjectId[],
  after: After | null,
  limit: number,
): Promise<JourneyRows> {
  return whereItIs(async () => {
    const shards = await Promise.all(subjects.map(async (subject) => ({ subject, shard: await shardOf(env, subject) })));
    const byDatabase = Map.groupBy(shards, ({ shard }) => shard.db);
    const parts = await Promise.all([...byDatabase].map(([db, own]) => readPart(db, own, after ?? NO_END, limit)));
    const answers = parts.flatMap((part) => part.answers).toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
    const answered = new Set(parts.flatMap((part) => part.answered.map(({ ask }) => ask)));
    return { answers: answers.slice(0, limit), answered, seen: parts.flatMap((part) => part.seen) };
  });
}

async function readPart(
  db: D1Database,
  own: readonly { readonly subject: SubjectId; readonly shard: Shard }[],
  { at, id }: After,
  limit: number,
) {
  const [session, shards] = [db.withSession("first-primary"), own.map(({ shard }) => shard)];
  const subjects = JSON.stringify(own.map(({ subject }) => subject));
  const statements = [
    hereStatement(session, shards),
    session.prepare(ANSWERS).bind(subjects, at, id, limit),
    session.prepare(ANSWERED).bind(subjects),
    session.prepare(SEEN).bind(subjects),
  ];
  const [here, answers, answered, seen] = await within(WAIT_MS, session.batch<Record<string, unknown>>(statements));
  checkHere(here, shards);
  return {
    answers: (answers?.results ?? []) as unknown as readonly Answered[],
    answered: (answered?.results ?? []) as unknown as readonly { readonly ask: string }[],
    seen: (seen?.results ?? []) as unknown as readonly Seen[],
  };
}
