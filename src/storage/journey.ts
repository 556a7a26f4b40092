import type { Answered, FirstAnswer, Seen } from "../core/exchange/journey.ts";
import type { After } from "../core/exchange/journey-page.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import type { Instant } from "../core/kernel/instant.ts";
import type { Purge } from "../core/profile/purge.ts";
import type { DecisionRecord } from "../core/targeting/decision-record.ts";
import type { Bindings } from "./bindings.ts";
import { purgeOf } from "./purge.ts";
import { checkHere, hereStatement, shardOf, whereItIs, type Shard } from "./shards.ts";
import { within } from "./within.ts";

/** Answers of a person, the newest first, which they ever gave at which moment, what they were asked and shown, and what is to go of it. */
export interface JourneyRows {
  readonly answers: readonly Answered[];
  readonly first: readonly FirstAnswer[];
  readonly seen: readonly Seen[];
  readonly decisions: readonly DecisionRecord[];
  /** Events of the names asked for, the newest first, so many at most. */
  readonly events: readonly { readonly name: string; readonly at: Instant }[];
  readonly purges: readonly Purge[];
}

const WAIT_MS = 2_000;
const AMONG = "subject IN (SELECT value FROM json_each(?1))";
const ANSWERS = `SELECT x.id, x.ask, x.moment, x.gave, x.what, x.purpose, x.benefit, x.variant, x.program, x.at, x.how, x.due,
    x.ended_at AS endedAt, x.outcome, t.state AS task
  FROM exchange AS x LEFT JOIN task AS t ON t.subject = x.subject AND t.id = x.id
  WHERE x.${AMONG} AND (x.at < ?2 OR (x.at = ?2 AND x.id < ?3))
  ORDER BY x.at DESC, x.id DESC LIMIT ?4`;
const FIRST = `SELECT ask, moment, min(at) AS at FROM exchange WHERE ${AMONG} GROUP BY ask, moment`;
const SEEN = `SELECT ask, variant, at, answered_at AS answeredAt, refused_at AS refusedAt FROM asked WHERE ${AMONG} AND controller <> '-'`;
const DECISIONS = `SELECT value FROM profile, json_each(decisions) WHERE ${AMONG}`;
const EVENTS = `SELECT name, at FROM event WHERE ${AMONG} AND name IN (SELECT value FROM json_each(?2)) ORDER BY at DESC LIMIT 500`;
const PURGES = `SELECT at, purposes FROM purge WHERE ${AMONG}`;
const NO_END: After = { at: Number.MAX_SAFE_INTEGER, id: "" };

/** Of whom, from where on and how many answers, and of which events. */
export interface WantedRows {
  readonly subjects: readonly SubjectId[];
  readonly after: After | null;
  readonly limit: number;
  readonly events: readonly string[];
}

/** Reads a page of them by all records of a person, in one round trip to each of their databases. Throws `Unavailable`. */
export async function readJourneyRows(env: Bindings, wanted: WantedRows): Promise<JourneyRows> {
  return whereItIs(async () => {
    const shards = await Promise.all(wanted.subjects.map(async (subject) => ({ subject, shard: await shardOf(env, subject) })));
    const byDatabase = Map.groupBy(shards, ({ shard }) => shard.db);
    const parts = await Promise.all([...byDatabase].map(([db, own]) => readPart(db, own, wanted)));
    const answers = parts.flatMap((part) => part.answers).toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
    return {
      answers: answers.slice(0, wanted.limit),
      first: parts.flatMap((part) => part.first),
      seen: parts.flatMap((part) => part.seen),
      decisions: parts.flatMap((part) => part.decisions),
      events: parts.flatMap((part) => part.events),
      purges: parts.flatMap((part) => part.purges),
    };
  });
}

type Own = readonly { readonly subject: SubjectId; readonly shard: Shard }[];

async function readPart(db: D1Database, own: Own, { after, limit, events: names }: WantedRows): Promise<JourneyRows> {
  const [session, shards] = [db.withSession("first-primary"), own.map(({ shard }) => shard)];
  const subjects = JSON.stringify(own.map(({ subject }) => subject));
  const { at, id } = after ?? NO_END;
  const statements = [
    hereStatement(session, shards),
    session.prepare(ANSWERS).bind(subjects, at, id, limit),
    session.prepare(EVENTS).bind(subjects, JSON.stringify(names)),
    ...[FIRST, SEEN, DECISIONS, PURGES].map((sql) => session.prepare(sql).bind(subjects)),
  ];
  const [here, ...results] = await within(WAIT_MS, session.batch<Record<string, unknown>>(statements));
  checkHere(here, shards);
  const [answers, events, first, seen, decisions, purges] = results.map((result) => result.results as unknown);
  return {
    answers: answers as JourneyRows["answers"],
    first: first as JourneyRows["first"],
    seen: seen as JourneyRows["seen"],
    decisions: (decisions as readonly { readonly value: string }[]).map(({ value }) => JSON.parse(value) as DecisionRecord),
    events: events as JourneyRows["events"],
    purges: (purges as readonly { readonly at: number; readonly purposes: string }[]).map(purgeOf),
  };
}
