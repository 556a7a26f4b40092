import { isRecord } from "../condition/operand.ts";
import { canonical } from "../kernel/canonical.ts";
import { fnv1a32 } from "../kernel/fnv.ts";
import type { Attribute, Program } from "./schema.ts";

/** How far back events are counted at most, in days. */
export const MOST_DAYS = 400;
const MOST_TIMES = 1_000;
const MEMBERS: ReadonlySet<string> = new Set(["key", "where", "within", "least"]);

/** What `$event` asks: an event that happened `least` times in the last `days` days, with today. */
export interface EventCount {
  readonly event: string;
  readonly where: { readonly [field: string]: string | number | boolean };
  readonly days: number;
  readonly least: number;
}

/** Reads what stands behind `$event`; a text says why it cannot be read. */
export function readEventCount(document: unknown): EventCount | string {
  if (!isRecord(document)) return "must be an object";
  const { key, where = {}, within, least = 1 } = document;
  const days = daysIn(within);
  const unknown = Object.keys(document).find((name) => !MEMBERS.has(name));
  if (unknown !== undefined) return `has no member "${unknown}"`;
  if (typeof key !== "string") return "must name an event as key";
  if (!isWhere(where)) return "must hold a text, number or boolean for each field in where";
  if (days === null) return 'must say within how many days or weeks, such as "P7D"';
  if (!isTimes(least)) return `must say how often at least: a whole number from 1 to ${MOST_TIMES}`;
  return { event: key, where, days, least };
}

function isTimes(least: unknown): least is number {
  return typeof least === "number" && Number.isInteger(least) && least >= 1 && least <= MOST_TIMES;
}

function isWhere(where: unknown): where is EventCount["where"] {
  return isRecord(where) && Object.values(where).every(isPlain);
}

function isPlain(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function daysIn(within: unknown): number | null {
  const [, number, unit] = (typeof within === "string" && /^P([1-9]\d{0,4})([DW])$/.exec(within)) || [];
  return number === undefined ? null : Number(number) * (unit === "W" ? 7 : 1);
}

/**
 * The attribute that counts it: one that the program declares and that counts just that for all that the event serves, else
 * one of its own, whose name follows from what it counts.
 */
export function countingAttribute(program: Program, { event: name, where, days }: EventCount): Attribute | null {
  const event = program.events.find((item) => item.name === name);
  if (!event) return null;
  const compute = { kind: "window" as const, event: name, where, field: null, days };
  const same = program.attributes.find(
    (item) =>
      item.compute && canonical(item.compute) === canonical(compute) && event.purposes.every((purpose) => item.purposes.includes(purpose)),
  );
  return same ?? { ...counted(program, event), key: keyOf(name, canonical(compute), days), compute };
}

function counted({ locales }: Program, { name, purposes, texts = {} }: Program["events"][number]): Omit<Attribute, "key"> {
  const plain = Object.fromEntries(locales.map((locale) => [locale, { name }]));
  return { type: "number", source: "observed", sensitivity: "personal", purposes, texts: { ...plain, ...texts } };
}

function keyOf(event: string, what: string, days: number): string {
  const name = event.replaceAll(/[^A-Za-z0-9]+/g, "_").slice(0, 24);
  return `seen_${name}_${days}d_${fnv1a32(what).toString(36)}`;
}
