import { csvLine } from "../kernel/csv.ts";

/** A row of what is held about a person, as it is stored. */
export type HeldRow = Readonly<Record<string, unknown>>;

const INSTANT = /^(?:at|last|since|until|expires|received|acknowledged|acknowledgeBy|due|extension|extended|closed|.*_at)$|At$/;
/** Milliseconds since the epoch are larger than this, since 1973. */
const LEAST_INSTANT = 100_000_000_000;

/** A row as it is told: JSON opened, instants written as RFC 3339, without the columns of `hidden`. */
export function toldRow(row: HeldRow, hidden: readonly string[]): HeldRow {
  return Object.fromEntries(Object.entries(row).flatMap(([key, value]) => (hidden.includes(key) ? [] : [[key, told(key, opened(value))]])));
}

function opened(value: unknown): unknown {
  if (typeof value !== "string" || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function told(key: string, value: unknown): unknown {
  if (typeof value === "number") return INSTANT.test(key) && value > LEAST_INSTANT ? new Date(value).toISOString() : value;
  if (Array.isArray(value)) return value.map((item) => told("", item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, told(name, item)]));
}

/** A row as lines of CSV, `section,record,field,value`: what is nested is named with dots, lists are JSON. */
export function csvOf(section: string, record: number, row: HeldRow): string {
  return leaves("", row)
    .map(([field, value]) => `${csvLine([section, record, field, value])}\r\n`)
    .join("");
}

function leaves(path: string, value: HeldRow): readonly (readonly [field: string, value: unknown])[] {
  return Object.entries(value).flatMap(([key, item]) => {
    const field = path === "" ? key : `${path}.${key}`;
    const isNested = typeof item === "object" && item !== null && !Array.isArray(item);
    return isNested ? leaves(field, item as HeldRow) : [[field, item] as const];
  });
}
