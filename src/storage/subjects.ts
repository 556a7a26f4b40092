import type { SubjectId } from "../core/kernel/ids.ts";
import type { Purge } from "../core/profile/purge.ts";
import type { AttributeValues } from "../core/profile/values.ts";
import type { Trials } from "../core/targeting/trial.ts";
import type { Bindings } from "./bindings.ts";
import { purgeOf } from "./purge.ts";
import type { Profiled, Registered } from "./register.ts";
import { checkHere, hereStatement, shardOf, whereItIs, type Shard } from "./shards.ts";
import { Unavailable, within } from "./within.ts";
import type { ConsentState } from "../core/consent/state.ts";

/** What is known of a subject where everything about it is asked: at its root. */
export interface Together {
  readonly root: SubjectId;
  readonly shard: Shard;
  readonly registered: Registered | null;
  readonly profile: Profiled | null;
  /** Of the event ids asked for, those that were counted, at the root or on the way to it. */
  readonly seen: ReadonlySet<string>;
  /** What withdrawals left to be purged: it is there still, and not to be read. */
  readonly purges: readonly Purge[];
}

/** Subjects, each with the event ids that are asked after. */
export type Wanted = ReadonlyMap<SubjectId, readonly string[]>;

type Row = Readonly<Record<string, unknown>>;
const JOINED = "FROM json_each(?1) AS w CROSS JOIN";
const QUERIES = [
  `SELECT r.subject, r.controller, r.version, r.head, r.state ${JOINED} register AS r ON r.subject = w.value`,
  `SELECT p.subject, p.version, p.attributes, p.trials, p.reset_at ${JOINED} profile AS p ON p.subject = w.value`,
  `SELECT a.subject, a.root ${JOINED} alias AS a ON a.subject = w.value`,
  `SELECT e.subject, e.id ${JOINED} event AS e ON e.subject = w.value ->> 0 AND e.id = w.value ->> 1`,
  `SELECT g.subject, g.at, g.purposes ${JOINED} purge AS g ON g.subject = w.value`,
] as const;
/** Joined subjects may have been merged on; a longer way than this is a circle. */
const MOST_STEPS = 8;

interface Found {
  readonly registers: ReadonlyMap<string, Registered>;
  readonly profiles: ReadonlyMap<string, Profiled>;
  readonly roots: ReadonlyMap<string, SubjectId>;
  readonly seen: ReadonlyMap<string, readonly string[]>;
  readonly purges: ReadonlyMap<string, readonly Purge[]>;
}

/** Reads many subjects, in one round trip to each database and step of merging. Throws `Unavailable`. */
export async function readTogether(env: Bindings, wanted: Wanted, ms: number): Promise<ReadonlyMap<SubjectId, Together>> {
  const done = new Map<SubjectId, Together>();
  const counted = new Map<SubjectId, readonly string[]>();
  let asked = new Map([...wanted.keys()].map((subject) => [subject, subject]));
  for (let step = 0; step < MOST_STEPS; step++) {
    const { shards, found } = await whereItIs(() => readStep(env, asked, wanted, ms));
    const onward = new Map<SubjectId, SubjectId>();
    for (const [subject, at] of asked) {
      counted.set(subject, [...(counted.get(subject) ?? []), ...(found.seen.get(at) ?? [])]);
      const [next, shard] = [found.roots.get(at), shards.get(at)];
      if (next !== undefined) onward.set(subject, next);
      else if (shard) done.set(subject, togetherAt(at, shard, found, counted.get(subject) ?? []));
    }
    if (onward.size === 0) return done;
    asked = onward;
  }
  throw new Unavailable("subjects are merged in a circle");
}

function togetherAt(root: SubjectId, shard: Shard, found: Found, seen: readonly string[]): Together {
  const [registered, profile] = [found.registers.get(root) ?? null, found.profiles.get(root) ?? null];
  return { root, shard, registered, profile, seen: new Set(seen), purges: found.purges.get(root) ?? [] };
}

async function shardsOf(env: Bindings, subjects: readonly SubjectId[]): Promise<ReadonlyMap<SubjectId, Shard>> {
  return new Map(await Promise.all([...new Set(subjects)].map(async (subject) => [subject, await shardOf(env, subject)] as const)));
}

async function readStep(
  env: Bindings,
  asked: ReadonlyMap<SubjectId, SubjectId>,
  wanted: Wanted,
  ms: number,
): Promise<{ readonly shards: ReadonlyMap<SubjectId, Shard>; readonly found: Found }> {
  const shards = await shardsOf(env, [...asked.values()]);
  const byDatabase = Map.groupBy(shards, ([, shard]) => shard.db);
  const parts = await Promise.all(
    [...byDatabase].map(async ([db, items]) => {
      const ours = new Set(items.map(([subject]) => subject));
      const ids = [...asked].flatMap(([subject, at]) => (ours.has(at) ? (wanted.get(subject) ?? []).map((id) => [at, id]) : []));
      const session = db.withSession("first-primary");
      const parameters = [[...ours], [...ours], [...ours], ids, [...ours]].map((list) => JSON.stringify(list));
      const placed = items.map(([, shard]) => shard);
      const queries = QUERIES.map((sql, index) => session.prepare(sql).bind(parameters[index]));
      const [here, ...results] = await within(ms, session.batch<Row>([hereStatement(session, placed), ...queries]));
      checkHere(here, placed);
      return results;
    }),
  );
  return { shards, found: foundIn(parts) };
}

function foundIn(parts: readonly (readonly D1Result<Row>[])[]): Found {
  const rows = (query: number): readonly Row[] => parts.flatMap((results) => results[query]?.results ?? []);
  return {
    registers: new Map(rows(0).map((row) => [String(row["subject"]), registeredIn(row)])),
    profiles: new Map(rows(1).map((row) => [String(row["subject"]), profiledIn(row)])),
    roots: new Map(rows(2).map((row) => [String(row["subject"]), row["root"] as SubjectId])),
    seen: new Map(
      [...Map.groupBy(rows(3), (row) => String(row["subject"]))].map(([key, list]) => [key, list.map((row) => String(row["id"]))]),
    ),
    purges: new Map(
      [...Map.groupBy(rows(4), (row) => String(row["subject"]))].map(([key, list]) => [
        key,
        list.map((row) => purgeOf({ at: Number(row["at"]), purposes: String(row["purposes"]) })),
      ]),
    ),
  };
}

/** A register as a row of it tells. */
export function registeredIn(row: Row): Registered {
  const { controller, version, head, state } = row as unknown as Omit<Registered, "state"> & { readonly state: string };
  return { controller, version, head, state: JSON.parse(state) as ConsentState };
}

/** A profile as a row of it tells. */
export function profiledIn(row: Row): Profiled {
  const [attributes, trials] = [JSON.parse(String(row["attributes"])), JSON.parse(String(row["trials"]))] as [AttributeValues, Trials];
  return { version: Number(row["version"]), attributes, trials, resetAt: Number(row["reset_at"]) };
}
