import type { Leaves } from "../actions/bulk/export-part.ts";
import { csvLine } from "../core/kernel/csv.ts";
import type { LiveProgram } from "../core/program/live.ts";

export const FORMATS = ["ndjson", "csv"] as const;
export type Format = (typeof FORMATS)[number];
export const KINDS = ["profiles", "events"] as const;
export type Kind = (typeof KINDS)[number];

/** How records are written, each with the end of its line; `first` is the line of CSV that names the fields. */
export interface Lines {
  readonly first: string;
  readonly write: (record: Leaves) => string;
}

/** NDJSON says of each value all that is known of it; CSV has a column per attribute or field of the program. */
export function linesOf(program: LiveProgram, kind: Kind, format: Format): Lines {
  if (format === "ndjson") return { first: "", write: (record) => `${JSON.stringify(objectOf(record))}\n` };
  const columns = kind === "profiles" ? attributesIn(program) : fieldsIn(program);
  const names =
    kind === "profiles" ? columns.map((key) => `attributes.${key}`) : ["id", "event", "at", ...columns.map((key) => `fields.${key}`)];
  return {
    first: `${csvLine(["subject", "person", ...names])}\r\n`,
    write: (record) => `${csvLine([record.subject, record.person, ...cellsOf(record, columns)])}\r\n`,
  };
}

function objectOf(record: Leaves): object {
  const { subject, person } = record;
  if (record.kind === "profiles") return { subject, person, attributes: record.attributes };
  return { subject, person, id: record.id, event: record.name, at: new Date(record.at).toISOString(), fields: record.fields };
}

function cellsOf(record: Leaves, columns: readonly string[]): readonly unknown[] {
  if (record.kind === "profiles") return columns.map((key) => record.attributes[key]?.value);
  return [record.id, record.name, new Date(record.at).toISOString(), ...columns.map((key) => record.fields[key])];
}

function attributesIn({ attributes }: LiveProgram): readonly string[] {
  return attributes.filter(({ source }) => source !== "request").map(({ key }) => key);
}

function fieldsIn({ events }: LiveProgram): readonly string[] {
  return [...new Set([...events.values()].flatMap(({ fields }) => Object.keys(fields)))].toSorted();
}
