import { utf8 } from "../../core/kernel/bytes.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { fieldsLeaving, valuesLeaving, type ExportedValue, type Leaving } from "../../core/profile/export-record.ts";
import { endedEvents, outlasting, type Purge } from "../../core/profile/purge.ts";
import { unexpired } from "../../core/profile/retention.ts";
import {
  readEventsAfter,
  readProfilesAfter,
  writeExport,
  type EventRecord,
  type Place,
  type ProfileRecord,
  type Range,
} from "../../storage/export.ts";
import { readPurges } from "../../storage/purge.ts";
import { whereItIs } from "../../storage/shards.ts";
import { actorName, type Call } from "../call.ts";
import { permitIn } from "./permit-in.ts";
import { byDatabase, readRoots } from "./read-people.ts";

/** A record as it leaves. `person` is whom a merged subject belongs to, else the subject itself. */
export type Leaves = { readonly subject: SubjectId; readonly person: SubjectId } & (
  | { readonly kind: "profiles"; readonly attributes: { readonly [attribute: string]: ExportedValue } }
  | {
      readonly kind: "events";
      readonly id: string;
      readonly name: string;
      readonly at: number;
      readonly fields: { readonly [field: string]: unknown };
    }
);

export interface ExportAsked {
  readonly kind: "profiles" | "events";
  /** Index of the purpose it is for; null: whatever each value may be used for now. */
  readonly purpose: number | null;
  readonly range: Range;
  /** How many stored records are looked at. */
  readonly limit: number;
}

export interface ExportPart {
  readonly text: string;
  readonly records: number;
  /** Where the next part begins; null at the end. */
  readonly next: Place | null;
}

/** A part is at most this large. */
const MOST_BYTES = 5 * 1024 * 1024;

/**
 * One part of what is stored of a controller's people: only what their registers allow as it is read, and neither past its
 * time nor waiting to be purged. The same question gives the same part. Notes who took it. Throws `Unavailable`.
 */
export async function exportPart(call: Call, asked: ExportAsked, write: (record: Leaves) => string): Promise<ExportPart> {
  const { env } = call.platform;
  const read = asked.kind === "profiles" ? readProfilesAfter : readEventsAfter;
  const rows: readonly (ProfileRecord | EventRecord)[] = await read(env, call.program.site.controller, asked.range, asked.limit);
  const standing = await readStanding(call, asked.purpose, [...new Set(rows.map(({ subject }) => subject))]);
  const { lines, last, isFull } = filled(rows, (row) => {
    const person = standing.get(row.subject);
    const record = person ? leaving(call, row, person) : null;
    return record ? write(record) : "";
  });
  const purpose = call.program.compiled.purposes[asked.purpose ?? -1]?.key ?? null;
  const detail = { kind: asked.kind, purpose, records: lines.length };
  await writeExport(env.DB, call.now, actorName(call.actor), call.program.site.key, detail);
  return { text: lines.join(""), records: lines.length, next: isFull || rows.length === asked.limit ? last : null };
}

/** As many lines as a part may hold, and the last row that was looked at. */
function filled<T extends Place>(
  rows: readonly T[],
  lineOf: (row: T) => string,
): { readonly lines: readonly string[]; readonly last: Place | null; readonly isFull: boolean } {
  const lines: string[] = [];
  let room = MOST_BYTES;
  let last: Place | null = null;
  for (const row of rows) {
    const line = lineOf(row);
    room -= utf8(line).length;
    if (room < 0) return { lines, last, isFull: true };
    if (line !== "") lines.push(line);
    last = { subject: row.subject, id: row.id };
  }
  return { lines, last, isFull: false };
}

interface Standing {
  readonly person: SubjectId;
  readonly leaving: Leaving;
  readonly purges: readonly Purge[];
}

/** What holds for each subject: the register of its root, and the purges of both. */
async function readStanding(call: Call, purpose: number | null, subjects: readonly SubjectId[]): Promise<ReadonlyMap<SubjectId, Standing>> {
  const { roots, registers } = await readRoots(call, subjects);
  const purges = new Map<string, readonly Purge[]>();
  const parts = await whereItIs(async () => {
    const placed = await byDatabase(call, [...new Set([...subjects, ...roots.values()])]);
    return Promise.all(placed.map(([db, own]) => readPurges(db, own)));
  });
  for (const part of parts) for (const [subject, list] of part) purges.set(subject, list);
  return new Map(
    subjects.flatMap((subject) => {
      const person = roots.get(subject) ?? subject;
      const registered = registers.get(person) ?? null;
      if (registered && registered.controller !== call.program.site.controller) return [];
      const ended = new Set([...(purges.get(subject) ?? []), ...(purges.get(person) ?? [])]);
      return [[subject, { person, leaving: { ...permitIn(call, registered), purpose }, purges: [...ended] }]];
    }),
  );
}

/** A record as it leaves; null where nothing of it may. */
function leaving(call: Call, row: ProfileRecord | EventRecord, { person, leaving: under, purges }: Standing): Leaves | null {
  const { program, now } = call;
  const whose = { subject: row.subject, person };
  if ("event" in row) {
    const { gone } = endedEvents(program, [row.event], purges, under.permit, now);
    const fields = gone.length > 0 ? null : fieldsLeaving(program, under, row.event, now);
    return fields && { kind: "events", ...whose, id: row.id, name: row.event.name, at: row.event.at, fields };
  }
  const held = outlasting(program, unexpired(row.attributes, now), purges, under.permit, now);
  const attributes = valuesLeaving(program, under, held, now);
  return Object.keys(attributes).length === 0 ? null : { kind: "profiles", ...whose, attributes };
}
