import type { SubjectId } from "../core/kernel/ids.ts";
import type { Purge, StoredEvent } from "../core/profile/purge.ts";
import type { Bindings } from "./bindings.ts";
import { purgeOf } from "./purge.ts";
import { checkHere, hereStatement, shardOf, whereItIs } from "./shards.ts";
import { within } from "./within.ts";

const WAIT_MS = 2_000;
const EVENTS = `SELECT e.subject, e.id, e.name, e.at, e.expires, e.fields, e.source FROM json_each(?1) AS w CROSS JOIN event AS e ON e.subject = w.value
  WHERE e.name IN (SELECT value FROM json_each(?2)) ORDER BY e.at DESC LIMIT ?3`;
const PURGES = "SELECT g.subject, g.at, g.purposes FROM json_each(?1) AS w CROSS JOIN purge AS g ON g.subject = w.value";

/** An event, and what withdrawals of the person left to be purged. */
export interface NamedEvent {
  readonly event: StoredEvent;
  readonly purges: readonly Purge[];
}

/** The newest events of these names of a person, whose records may be several. Throws `Unavailable`. */
export async function readNamedEvents(
  env: Bindings,
  subjects: readonly SubjectId[],
  names: readonly string[],
  most: number,
): Promise<readonly NamedEvent[]> {
  const parts = await whereItIs(async () => {
    const placed = await Promise.all(subjects.map(async (subject) => ({ subject, shard: await shardOf(env, subject) })));
    const byDatabase = [...Map.groupBy(placed, ({ shard }) => shard.db)];
    return Promise.all(
      byDatabase.map(async ([db, own]) => {
        const session = db.withSession("first-primary");
        const ids = JSON.stringify(own.map(({ subject }) => subject));
        const shards = own.map(({ shard }) => shard);
        const statements = [
          hereStatement(session, shards),
          session.prepare(EVENTS).bind(ids, JSON.stringify(names), most),
          session.prepare(PURGES).bind(ids),
        ];
        const [here, events, purges] = await within(WAIT_MS, session.batch<Record<string, unknown>>(statements));
        checkHere(here, shards);
        return { events: events?.results ?? [], purges: purges?.results ?? [] };
      }),
    );
  });
  const ended = parts.flatMap(({ purges }) => purges.map((row) => purgeOf({ at: Number(row["at"]), purposes: String(row["purposes"]) })));
  return parts
    .flatMap(({ events }) => events)
    .map((row) => ({ ...(row as unknown as StoredEvent), fields: JSON.parse(String(row["fields"])) as StoredEvent["fields"] }))
    .toSorted((a, b) => b.at - a.at)
    .slice(0, most)
    .map((event) => ({ event, purges: ended }));
}
