import { isRecord } from "../condition/operand.ts";
import type { ConditionDocument } from "../condition/types.ts";
import { countingAttribute, readEventCount, type EventCount } from "./event-count.ts";
import type { Attribute, Program } from "./schema.ts";

/** An `$event` that a condition asks, where, and for which purposes. */
export interface AskedEvent {
  readonly path: string;
  readonly purposes: readonly string[];
  /** A text says why it cannot be read. */
  readonly count: EventCount | string;
}

/** A program whose conditions ask no events, but attributes that count them; and what they asked. */
export interface Counting {
  readonly program: Program;
  readonly asked: readonly AskedEvent[];
}

/**
 * Declares for each `$event` of a program's conditions the computed attribute that counts it, and asks that one instead: so
 * it is gated, carried, explained and purged as every other. What cannot be read or counted is left out; the linter refuses it.
 */
export function countEvents(program: Program): Counting {
  const all: Walk = { program, added: new Map(), asked: [] };
  const { experiences, audiences, moments, asks, reports } = program;
  const counting = {
    ...program,
    experiences: experiences.map((item, at) => replaced(all, item, `experiences.${at}.when`, [item.purpose])),
    audiences: audiences.map((item, at) => replaced(all, item, `audiences.${at}.when`, [item.purpose])),
    asks: asks.map((item, at) => replaced(all, item, `asks.${at}.when`, [item.purpose])),
    reports: reports.map((item, at) => withTips(all, item, `reports.${at}.personal.tips`)),
    moments: moments.map((item, at) => replaced(all, item, `moments.${at}.when`, purposesAt(program, item))),
  };
  if (all.asked.length === 0) return { program, asked: [] };
  return { program: { ...counting, attributes: [...program.attributes, ...all.added.values()] }, asked: all.asked };
}

/** Under which the condition of a moment is read: of what waits for it, and its own. */
function purposesAt({ asks, experiences }: Program, { key, purpose: own }: Program["moments"][number]): readonly string[] {
  const waiting = [...asks, ...experiences].flatMap(({ moment, purpose }) => (moment === key ? [purpose] : []));
  return own === undefined ? waiting : [...waiting, own];
}

interface Walk {
  readonly program: Program;
  readonly added: Map<string, Attribute>;
  readonly asked: AskedEvent[];
}

const LISTS: ReadonlySet<string> = new Set(["$and", "$or", "$nor"]);

function replaced<T extends { readonly when: ConditionDocument }>(all: Walk, item: T, path: string, purposes: readonly string[]): T {
  if (!JSON.stringify(item.when).includes('"$event"')) return item;
  return { ...item, when: walk(all, item.when, path, purposes) as ConditionDocument };
}

function withTips(all: Walk, report: Program["reports"][number], path: string): Program["reports"][number] {
  const { personal, purpose } = report;
  if (!personal) return report;
  const tips = personal.tips.map((tip, at) => replaced(all, tip, `${path}.${at}.when`, [purpose]));
  return { ...report, personal: { ...personal, tips } };
}

/** What is asked of items and groups is left as it is: an event is a person's. */
function walk(all: Walk, document: unknown, path: string, purposes: readonly string[]): unknown {
  if (!isRecord(document)) return document;
  const members = Object.entries(document).flatMap(([key, value]): (readonly [string, unknown])[] => {
    const at = `${path}.${key}`;
    if (key === "$event") return leafOf(all, { path: at, purposes, count: readEventCount(value) });
    if (key === "$not") return [[key, walk(all, value, at, purposes)]];
    if (!LISTS.has(key) || !Array.isArray(value)) return [[key, value]];
    return [[key, value.map((item, index) => walk(all, item, `${at}.${index}`, purposes))]];
  });
  return Object.fromEntries(members);
}

function leafOf({ program, added, asked }: Walk, event: AskedEvent): (readonly [string, unknown])[] {
  asked.push(event);
  const { count, purposes } = event;
  const attribute = typeof count === "string" ? null : countingAttribute(program, count);
  if (typeof count === "string" || attribute === null || !purposes.every((key) => attribute.purposes.includes(key))) return [];
  if (!program.attributes.includes(attribute)) added.set(attribute.key, attribute);
  return [[attribute.key, { $gte: count.least }]];
}
