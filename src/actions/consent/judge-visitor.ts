import { DAY } from "../../core/kernel/instant.ts";
import { changesWithTime } from "../../core/profile/computed/computed.ts";
import { valuesOf } from "../../core/profile/facets.ts";
import { Gate } from "../../core/profile/gate.ts";
import { isSensitiveFree, permitOf, type Call } from "../call.ts";
import { carriedOf, type Judged, type Standing, type Visitor } from "./open-visitor.ts";
import { writeConsent } from "./read-consent.ts";

/**
 * Judges a visitor; the judgement is remembered with them until the next instant at which time alone could change it, and
 * of a visitor who is not remembered for as long as the request takes.
 */
export function judgeVisitor(call: Call, visitor: Visitor): Standing {
  const known = visitor.judged;
  if (known && stillHolds(known, call)) return known.standing;
  const carried = carriedOf(visitor, call.now);
  const permit = permitOf(call, carried);
  const facets = carried?.live ? (visitor.pass?.facets ?? {}) : {};
  const gate = new Gate(call.program, permit, valuesOf(call.program, facets, call.now), isSensitiveFree(call, carried));
  const text = writeConsent(call, carried, permit);
  const standing = { carried, permit, text: visitor.kept ? shared(text) : text, gate };
  visitor.judged = {
    standing,
    program: call.program,
    rule: call.rule.id,
    signals: call.signals,
    from: call.now,
    until: visitor.kept ? Math.min(nextChange(visitor, call.now), nextDay(call, facets)) : call.now + 1,
  };
  return standing;
}

function stillHolds(known: Judged, call: Call): boolean {
  return (
    known.program === call.program &&
    known.rule === call.rule.id &&
    known.signals === call.signals &&
    known.from <= call.now &&
    call.now < known.until
  );
}

const MOST_TEXTS = 1_000;
const texts = new Map<string, string>();

/** Most visitors have said one of a few things: their texts are one in memory. */
function shared(text: string): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size >= MOST_TEXTS) texts.clear();
  texts.set(text, text);
  return text;
}

/** What days change by themselves, such as a count of the last 30, changes at midnight (UTC). */
function nextDay(call: Call, facets: object): number {
  const changing = Object.keys(facets).some((key) => {
    const computed = call.program.computedOf.get(call.program.attributeIndex.get(key) ?? -1);
    return computed !== undefined && changesWithTime(computed);
  });
  return changing ? (Math.floor(call.now / DAY) + 1) * DAY : Number.POSITIVE_INFINITY;
}

function nextChange(visitor: Visitor, now: number): number {
  const dates = [
    visitor.state?.none,
    visitor.pass?.hard,
    visitor.pass?.issued,
    visitor.pass?.paused,
    ...Object.values(visitor.state?.decisions ?? {}).map((record) => record.until),
  ];
  return dates.reduce<number>((next, date) => (isBetween(date, now, next) ? date : next), Number.POSITIVE_INFINITY);
}

function isBetween(date: number | null | undefined, now: number, next: number): date is number {
  return date !== null && date !== undefined && date > now && date < next;
}
