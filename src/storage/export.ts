import type { SubjectId } from "../core/kernel/ids.ts";
import type { StoredEvent } from "../core/profile/purge.ts";
import type { AttributeValues } from "../core/profile/values.ts";
import type { Bindings } from "./bindings.ts";
import { readInOrder, THERE } from "./in-order.ts";
import { within } from "./within.ts";

/** Which subjects a page of an export may hold: after a place, and below an id. */
export interface Range {
  readonly after: Place;
  readonly below: string;
}

/** Where a page of an export begins: after a record of a subject, or after an event of theirs. */
export interface Place {
  readonly subject: string;
  readonly id: string;
}

export type ProfileRecord = Place & { readonly subject: SubjectId; readonly attributes: AttributeValues };
export type EventRecord = Place & { readonly subject: SubjectId; readonly event: StoredEvent };

const WAIT_MS = 10_000;
const PROFILES = `SELECT p.subject, '' AS id, p.attributes FROM profile AS p
  WHERE p.subject > ?3 AND p.subject < ?4 AND p.controller = ?1 AND ${THERE} ORDER BY p.subject LIMIT ?2`;
const EVENTS = `SELECT e.subject, e.id, e.name, e.at, e.expires, e.fields, e.source FROM event AS e CROSS JOIN profile AS p ON p.subject = e.subject
  WHERE (e.subject, e.id) > (?3, ?5) AND e.subject < ?4 AND p.controller = ?1 AND ${THERE} ORDER BY e.subject, e.id LIMIT ?2`;

/** The next records of a controller's people after a place, in the order of subject ids, out of all databases. Throws `Unavailable`. */
export async function readProfilesAfter(
  env: Bindings,
  controller: string,
  { after, below }: Range,
  limit: number,
): Promise<readonly ProfileRecord[]> {
  const rows = await readInOrder<{ subject: SubjectId; id: string; attributes: string }>(env, PROFILES, limit, [
    controller,
    limit,
    after.subject,
    below,
  ]);
  return rows.map((row) => ({ ...row, attributes: JSON.parse(row.attributes) as AttributeValues }));
}

/** The same of events, in the order of subject ids and their own. Throws `Unavailable`. */
export async function readEventsAfter(
  env: Bindings,
  controller: string,
  { after, below }: Range,
  limit: number,
): Promise<readonly EventRecord[]> {
  type Row = Omit<StoredEvent, "fields"> & { subject: SubjectId; fields: string };
  const rows = await readInOrder<Row>(env, EVENTS, limit, [controller, limit, after.subject, below, after.id]);
  return rows.map(({ subject, ...row }) => ({
    subject,
    id: row.id,
    event: { ...row, fields: JSON.parse(row.fields) as StoredEvent["fields"] },
  }));
}

/** Notes who took a part of what is stored, for which purpose. Throws `Unavailable`. */
export async function writeExport(
  db: D1Database,
  at: number,
  actor: string,
  target: string,
  detail: { readonly kind: string; readonly purpose: string | null; readonly records: number },
): Promise<void> {
  const statement = db.prepare("INSERT INTO audit (at, actor, action, target, detail) VALUES (?1, ?2, 'data.export', ?3, ?4)");
  await within(WAIT_MS, statement.bind(at, actor, target, JSON.stringify(detail)).run());
}
