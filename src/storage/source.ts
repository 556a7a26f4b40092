import type { SubjectId } from "../core/kernel/ids.ts";
import type { AttributeValues } from "../core/profile/values.ts";
import type { Bindings } from "./bindings.ts";
import { checkHere, hereStatement, shardOf, whereItIs } from "./shards.ts";
import { within } from "./within.ts";

/** Events of one name that a source sent: how many, and when the first and the last happened. */
export interface SentEvents {
  readonly source: string;
  readonly name: string;
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

const WAIT_MS = 5_000;
const EVENTS = `SELECT source, name, count(*) AS count, min(at) AS first, max(at) AS last FROM event
  WHERE subject = ?1 AND source <> '' AND expires > ?2 GROUP BY source, name`;

/** What others sent of one record of a person: its values, and its events by source and name. Throws `Unavailable`. */
export function readSent(
  env: Bindings,
  subject: SubjectId,
  now: number,
): Promise<{ readonly values: AttributeValues; readonly events: readonly SentEvents[] }> {
  return whereItIs(async () => {
    const shard = await shardOf(env, subject);
    const session = shard.db.withSession("first-primary");
    const statements = [
      hereStatement(session, [shard]),
      session.prepare("SELECT attributes FROM profile WHERE subject = ?1").bind(subject),
      session.prepare(EVENTS).bind(subject, now),
    ];
    const [here, profile, events] = await within(WAIT_MS, session.batch<Record<string, unknown>>(statements));
    checkHere(here, [shard]);
    const attributes = profile?.results[0]?.["attributes"] as string | undefined;
    return {
      values: attributes === undefined ? {} : (JSON.parse(attributes) as AttributeValues),
      events: (events?.results ?? []) as unknown as readonly SentEvents[],
    };
  });
}
