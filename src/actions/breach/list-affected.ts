import { bucketOf, type SubjectId } from "../../core/kernel/ids.ts";
import { exposedValues, reachOf, type Exposed, type Reach } from "../../core/profile/affected.ts";
import type { IdentifierKind } from "../../core/profile/identifier.ts";
import { mergeValues } from "../../core/profile/values.ts";
import { readAround, readRecordsAfter, type Happened, type StoredRecord } from "../../storage/affected.ts";
import { writeExport } from "../../storage/export.ts";
import { shardOf } from "../../storage/shards.ts";
import { actorName, type Call } from "../call.ts";
import { readPeople, type Person } from "../bulk/read-people.ts";

export interface BreachAsked extends Exposed {
  /** Names of databases that were exposed; null: any. */
  readonly bindings: readonly string[] | null;
  readonly range: { readonly after: string; readonly below: string };
  /** How many stored records are looked at. */
  readonly limit: number;
}

/** A record that was exposed. No value is in it. */
export interface Affected {
  readonly subject: SubjectId;
  /** Whom it belongs to: another subject where records were merged. */
  readonly person: SubjectId;
  readonly bucket: number;
  readonly binding: string;
  readonly attributes: readonly string[];
  readonly events: readonly { readonly name: string; readonly first: string; readonly last: string }[];
  readonly reach: readonly Reach[];
}

/**
 * One page of who is affected by a breach, in the order of ids: records that held what was exposed, where it was. Whoever
 * asked is written down. Throws `Unavailable`.
 */
export async function listAffected(
  call: Call,
  asked: BreachAsked,
): Promise<{ readonly affected: readonly Affected[]; readonly looked: number; readonly next: string | null }> {
  const { env } = call.platform;
  const { controller, key } = call.program.site;
  const records = await readRecordsAfter(env, controller, asked.range, asked.limit);
  const placed = await Promise.all(records.map(async (record) => ({ ...record, binding: (await shardOf(env, record.subject)).binding })));
  const there = placed.filter(({ binding }) => asked.bindings?.includes(binding) ?? true);
  const subjects = there.map(({ subject }) => subject);
  const names = asked.attributes.length === 0 && asked.events.length === 0 ? [...call.program.events.keys(), "identify"] : asked.events;
  const people = await readPeople(call, subjects);
  const roots = [...new Set([...people.values()].map(({ root }) => root))];
  const { events, kinds } = await readAround(env, [...new Set([...subjects, ...roots])], names, asked);
  const bySubject = Map.groupBy(events, ({ subject }) => subject);
  const affected = there.flatMap((record) => {
    const { subject, attributes: values, binding } = record;
    const [attributes, happened] = [exposedValues(values, asked), bySubject.get(subject) ?? []];
    if (attributes.length === 0 && happened.length === 0 && !isWhole(asked)) return [];
    const { person, reach } = reachedBy(call, record, people.get(subject), kinds);
    return [{ subject, person, bucket: bucketOf(subject), binding, attributes, events: happened.map(told), reach }];
  });
  await writeExport(env.DB, call.now, actorName(call.actor), key, { kind: "breach", purpose: null, records: affected.length });
  const last = records.length === asked.limit ? (records.at(-1)?.subject ?? null) : null;
  return { affected, looked: records.length, next: last };
}

/** Where a whole database was exposed, whoever is in it is affected. */
function isWhole({ attributes, events }: BreachAsked): boolean {
  return attributes.length === 0 && events.length === 0;
}

/** Whom a record belongs to, and how they can be told. */
function reachedBy(
  call: Call,
  { subject, attributes }: StoredRecord,
  person: Person | undefined,
  kinds: ReadonlyMap<string, readonly IdentifierKind[]>,
): Pick<Affected, "person" | "reach"> {
  const root = person?.root ?? subject;
  const known = [...new Set([subject, root].flatMap((id) => kinds.get(id) ?? []))];
  const held = mergeValues(call.program, [attributes, person?.attributes ?? {}]);
  return { person: root, reach: reachOf(call.program, held, known, call.now) };
}

function told({ name, first, last }: Happened): Affected["events"][number] {
  return { name, first: new Date(first).toISOString(), last: new Date(last).toISOString() };
}
