import type { SubjectId } from "../core/kernel/ids.ts";
import type { IdentifierKind } from "../core/profile/identifier.ts";
import type { AttributeValues } from "../core/profile/values.ts";
import type { Bindings } from "./bindings.ts";
import { readInOrder } from "./in-order.ts";
import { whereItIs, shardOf, checkHere, hereStatement } from "./shards.ts";
import { within } from "./within.ts";

/** One record of a person as it is stored: its values, and null where there are none. */
export interface StoredRecord {
  readonly subject: SubjectId;
  readonly attributes: AttributeValues;
}

/** Events of one name of a record: when the first and the last happened. */
export interface Happened {
  readonly subject: SubjectId;
  readonly name: string;
  readonly first: number;
  readonly last: number;
}

const WAIT_MS = 10_000;
const OWN = "substr(subject, 5, 2) IN (SELECT printf('%02x', bucket) FROM bucket_owner WHERE epoch <> 0)";
const ONE = `controller = ?1 AND subject > ?3 AND subject < ?4 AND ${OWN}`;
const RECORDS = `SELECT s.subject, p.attributes FROM (SELECT subject FROM register WHERE ${ONE} UNION SELECT subject FROM profile WHERE ${ONE}
  ORDER BY subject LIMIT ?2) AS s LEFT JOIN profile AS p ON p.subject = s.subject ORDER BY s.subject`;

/** The next records of a controller's people after an id and below another, in the order of ids, out of all databases. Throws `Unavailable`. */
export async function readRecordsAfter(
  env: Bindings,
  controller: string,
  { after, below }: { readonly after: string; readonly below: string },
  limit: number,
): Promise<readonly StoredRecord[]> {
  const rows = await readInOrder<{ subject: SubjectId; attributes: string | null }>(env, RECORDS, limit, [controller, limit, after, below]);
  return rows.map(({ subject, attributes }) => ({
    subject,
    attributes: attributes === null ? {} : (JSON.parse(attributes) as AttributeValues),
  }));
}

const EVENTS = `SELECT e.subject, e.name, min(e.at) AS first, max(e.at) AS last FROM json_each(?1) AS w CROSS JOIN event AS e ON e.subject = w.value
  WHERE e.name IN (SELECT value FROM json_each(?2)) AND e.at < ?4 AND e.expires > ?3 GROUP BY e.subject, e.name`;
const LINKS = "SELECT DISTINCT l.subject, l.kind FROM json_each(?1) AS w CROSS JOIN link AS l ON l.subject = w.value ORDER BY l.kind";

/** Events of these names that were there between two instants, and the kinds of identifier of each record. Throws `Unavailable`. */
export async function readAround(
  env: Bindings,
  subjects: readonly SubjectId[],
  names: readonly string[],
  { from, until }: { readonly from: number; readonly until: number },
): Promise<{ readonly events: readonly Happened[]; readonly kinds: ReadonlyMap<string, readonly IdentifierKind[]> }> {
  const parts = await whereItIs(async () => {
    const placed = await Promise.all(subjects.map(async (subject) => ({ subject, shard: await shardOf(env, subject) })));
    return Promise.all(
      [...Map.groupBy(placed, ({ shard }) => shard.db)].map(async ([db, own]) => {
        const session = db.withSession("first-primary");
        const [ids, shards] = [JSON.stringify(own.map(({ subject }) => subject)), own.map(({ shard }) => shard)];
        const statements = [
          hereStatement(session, shards),
          session.prepare(EVENTS).bind(ids, JSON.stringify(names), from, until),
          session.prepare(LINKS).bind(ids),
        ];
        const [here, events, links] = await within(WAIT_MS, session.batch<{ [column: string]: unknown }>(statements));
        checkHere(here, shards);
        return {
          events: (events?.results ?? []) as unknown as readonly Happened[],
          links: (links?.results ?? []) as unknown as readonly { readonly subject: string; readonly kind: IdentifierKind }[],
        };
      }),
    );
  });
  const links = Map.groupBy(
    parts.flatMap((part) => part.links),
    ({ subject }) => subject,
  );
  return {
    events: parts.flatMap((part) => part.events),
    kinds: new Map([...links].map(([subject, own]) => [subject, own.map(({ kind }) => kind)])),
  };
}
