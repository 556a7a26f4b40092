import type { SubjectId } from "../core/kernel/ids.ts";
import { kinOf, type Standing } from "../core/profile/kin.ts";
import type { AttributeValues } from "../core/profile/values.ts";
import type { Bindings } from "./bindings.ts";
import { purgeOf } from "./purge.ts";
import { allDatabases, checkHere, hereStatement, shardOf, whereItIs, type Shard } from "./shards.ts";
import { profiledIn, registeredIn, type Together } from "./subjects.ts";
import { Unavailable, within } from "./within.ts";

/** Somebody with all of their records: what is held at the root, and how often each offer was had by any of them, refunds left out. */
export interface Kindred extends Omit<Together, "shard"> {
  readonly records: readonly SubjectId[];
  readonly merged: readonly AttributeValues[];
  readonly taken: ReadonlyMap<string, number>;
  /** True where any of them has a card. */
  readonly hasCard: boolean;
}

type Row = Readonly<Record<string, unknown>>;
const JOINED = "FROM json_each(?1) AS w CROSS JOIN";
/** Of what everybody has their own, only that of roots is ever used. */
const STANDS = "WHERE NOT EXISTS (SELECT 1 FROM alias AS a WHERE a.subject = w.value)";
const QUERIES = [
  `SELECT a.subject, a.root ${JOINED} alias AS a ON a.subject = w.value`,
  `SELECT m.root, m.child, iif(m.stage = 'merged' AND NOT EXISTS (SELECT 1 FROM alias AS a WHERE a.subject = m.root), m.attributes, NULL) AS attributes
   ${JOINED} merge AS m ON m.root = w.value WHERE m.stage <> 'unmerged'`,
  `SELECT b.subject, b.offer, count(*) AS n ${JOINED} benefit AS b ON b.subject = w.value WHERE b.stage <> 'refunded' GROUP BY b.subject, b.offer`,
  `SELECT r.subject, r.controller, r.version, r.head, r.state ${JOINED} register AS r ON r.subject = w.value ${STANDS}`,
  `SELECT p.subject, p.version, p.attributes, p.trials, p.reset_at ${JOINED} profile AS p ON p.subject = w.value ${STANDS}`,
  `SELECT g.subject, g.at, g.purposes ${JOINED} purge AS g ON g.subject = w.value ${STANDS}`,
  `SELECT l.subject ${JOINED} link AS l ON l.subject = w.value AND l.kind = 'card'`,
] as const;
/** Records that point on and on; a longer way than this is a circle. */
const MOST_STEPS = 8;
const WAIT_MS = 2_000;

/**
 * Reads whose a record is and what they have, in one round trip to each database where the records that were guessed are all
 * there are, and in one more for each step that must be looked for. What was guessed decides nothing. Throws `Unavailable`.
 */
export async function readKin(env: Bindings, start: SubjectId, guessed: readonly SubjectId[]): Promise<Kindred> {
  const rows: Row[][] = QUERIES.map(() => []);
  const read = new Map<SubjectId, Standing>();
  let wanted: readonly SubjectId[] = [...new Set([start, ...guessed])];
  for (let step = 0; step < MOST_STEPS && wanted.length > 0; step++) {
    for (const [query, more] of (await whereItIs(() => readRecords(env, wanted))).entries()) rows[query]?.push(...more);
    for (const record of wanted) read.set(record, standingIn(record, rows));
    const { root, records, missing } = kinOf(read, start);
    if (missing.length === 0 && root !== null) return kindredIn(root, records, rows);
    wanted = missing;
  }
  throw new Unavailable("subjects are merged in a circle");
}

/** The rows of each query, of whatever databases. */
async function readRecords(env: Bindings, records: readonly SubjectId[]): Promise<readonly (readonly Row[])[]> {
  const placed = await Promise.all(records.map(async (record) => ({ record, shard: await shardOf(env, record) })));
  const byDatabase = Map.groupBy(placed, ({ shard }) => shard.db);
  const parts = await Promise.all([...byDatabase].map(([db, own]) => readIn(db, own)));
  return QUERIES.map((_, query) => parts.flatMap((results) => results[query]?.results ?? []));
}

async function readIn(db: D1Database, own: readonly { readonly record: SubjectId; readonly shard: Shard }[]) {
  const session = db.withSession("first-primary");
  const shards = own.map(({ shard }) => shard);
  const wanted = JSON.stringify(own.map(({ record }) => record));
  const queries = QUERIES.map((sql) => session.prepare(sql).bind(wanted));
  const [here, ...results] = await within(WAIT_MS, session.batch<Row>([hereStatement(session, shards), ...queries]));
  checkHere(here, shards);
  return results;
}

function standingIn(record: SubjectId, [aliases = [], merges = []]: readonly (readonly Row[])[]): Standing {
  const root = aliases.find(({ subject }) => subject === record)?.["root"] ?? null;
  const children = merges.filter((merge) => merge["root"] === record).map(({ child }) => child as SubjectId);
  return { root: root as SubjectId | null, children };
}

function kindredIn(root: SubjectId, records: readonly SubjectId[], rows: readonly (readonly Row[])[]): Kindred {
  const [, merges = [], counts = [], registers = [], profiles = [], purges = [], cards = []] = rows;
  const ofRoot = ({ subject }: Row): boolean => subject === root;
  const own = new Set<unknown>(records);
  const [register, profile] = [registers.find(ofRoot), profiles.find(ofRoot)];
  return {
    root,
    records,
    registered: register ? registeredIn(register) : null,
    profile: profile ? profiledIn(profile) : null,
    seen: new Set(),
    purges: purges.filter(ofRoot).map(({ at, purposes }) => purgeOf({ at: Number(at), purposes: String(purposes) })),
    merged: copiesIn(merges.filter((merge) => merge["root"] === root)),
    taken: takenIn(counts.filter(({ subject }) => own.has(subject))),
    hasCard: cards.some(({ subject }) => own.has(subject)),
  };
}

function copiesIn(merges: readonly Row[]): readonly AttributeValues[] {
  return merges.flatMap(({ attributes }) => (typeof attributes === "string" ? [JSON.parse(attributes) as AttributeValues] : []));
}

function takenIn(counts: readonly Row[]): ReadonlyMap<string, number> {
  const taken = new Map<string, number>();
  for (const { offer, n } of counts) taken.set(String(offer), (taken.get(String(offer)) ?? 0) + Number(n));
  return taken;
}

/** Notes with the cards of people which records are theirs; where there is one, none. Throws `Unavailable`. */
export async function noteKin(env: Bindings, people: readonly Pick<Kindred, "records">[]): Promise<void> {
  const sql = `UPDATE identifier SET kin = ?1 WHERE subject IN (SELECT value FROM json_each(?2)) AND kind = 'card' AND kin IS NOT ?1
    AND EXISTS (SELECT 1 FROM bucket_owner AS o WHERE o.bucket = identifier.bucket AND o.epoch > 0)`;
  const notes = people.map(({ records }) => {
    const all = JSON.stringify(records.toSorted());
    return [records.length > 1 ? all : null, all] as const;
  });
  const written = allDatabases(env).map(({ db }) => db.batch(notes.map((note) => db.prepare(sql).bind(...note))));
  await within(WAIT_MS, Promise.all(written));
}
