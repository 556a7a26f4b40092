import type { Lease } from "../consent/pass.ts";
import { DAY, dayOf, HOUR, type Instant } from "../kernel/instant.ts";
import { prolongVisit } from "../program/compiled-ask.ts";
import type { CompiledCap } from "../program/compiled-experiment.ts";
import type { LiveProgram } from "../program/live.ts";
import { remember, type Amounts, type Holding, type Noticed, type Pressure } from "./pressure.ts";
import { ignore, restingAt, withAsksOf } from "./rests.ts";

/** A session is over after this long without anything capped. */
export const SESSION_MS = HOUR / 2;
/** What was decided and not reported for this long was not seen. */
const UNSEEN_MS = HOUR;

/** How often something was shown of what a cap limits, in the window of an instant. */
function shownUnder(pressure: Pressure, cap: CompiledCap, now: Instant): number {
  const [window, shown] = pressure.counts[cap.key] ?? ["", 0];
  return window === windowOf(pressure, cap, now) ? shown : 0;
}

/** Days and weeks (from Monday) are those of UTC. */
function windowOf(pressure: Pressure, { per }: CompiledCap, at: Instant): string {
  switch (per) {
    case "lifetime":
      return "always";
    case "week":
      return String(weekOf(at)).padStart(6, "0");
    case "day":
      return dayOf(at);
    case "session":
      return String(sessionAt(pressure, at));
  }
}

function weekOf(at: Instant): number {
  return Math.floor((at / DAY + 3) / 7);
}

function sessionAt({ session, last }: Pressure, at: Instant): Instant {
  return at - last < SESSION_MS ? session : at;
}

/**
 * Gives a pass a share of what remains under each cap: half of it, rounded up, so that there is some for the next device.
 * What other live passes hold is not given again, nor what this one showed (`left` as it stands in it) and is not counted yet.
 */
export function leaseTo(
  program: LiveProgram,
  pressure: Pressure,
  pass: Lease,
  now: Instant,
  hard: Instant,
): { readonly pressure: Pressure; readonly lease: Lease } {
  const live = Object.entries(pressure.held).filter(([tag, { until }]) => until > now && tag !== pass.tag);
  const own = heldBy(pressure, pass.tag, now);
  const [left, shown]: [Record<string, number>, Record<string, number>] = [{}, {}];
  for (const cap of program.compiled.caps) {
    if (cap.strict) continue;
    const { key } = cap;
    const spent = Math.max(0, amountOf(own.left, key) - amountOf(pass.left, key)) + amountOf(own.shown, key);
    const others = live.reduce((sum, [, holding]) => sum + promisedIn(holding, key), 0);
    const remaining = cap.most - shownUnder(pressure, cap, now) - others - spent;
    if (spent > 0) shown[key] = spent;
    if (remaining > 0) left[key] = Math.ceil(remaining / 2);
  }
  const holding = { until: hard + UNSEEN_MS, since: own.since, left, shown };
  const held = { ...Object.fromEntries(live), [pass.tag]: holding };
  return {
    pressure: { ...withAsksOf(pressure, pass.rests, now), held },
    lease: { tag: pass.tag, left, rests: prolongVisit(restingAt(pressure, now, pass.rests), now) },
  };
}

/** What a pass holds: of what it showed, only what may still be reported. */
function heldBy({ held }: Pressure, tag: string, now: Instant): Pick<Holding, "since" | "left" | "shown"> {
  const own = held[tag];
  if (!own) return { since: now, left: {}, shown: {} };
  return now - own.since > UNSEEN_MS ? { ...own, since: now, shown: {} } : own;
}

function promisedIn({ left, shown }: Holding, cap: string): number {
  return amountOf(left, cap) + amountOf(shown, cap);
}

function amountOf(amounts: Amounts, cap: string): number {
  return amounts[cap] ?? 0;
}

/** What a pass may still show after it showed this. */
export function spend({ left, ...lease }: Lease, caps: readonly CompiledCap[]): Lease {
  const spent: Record<string, number> = { ...left };
  for (const { key } of caps) spent[key] = Math.max(0, (spent[key] ?? 0) - 1);
  return { ...lease, left: spent };
}

/** Takes one showing off every cap at once, or off none: then the caps that have nothing left. */
export function reserve(
  pressure: Pressure,
  caps: readonly CompiledCap[],
  now: Instant,
): { readonly pressure: Pressure; readonly full: readonly CompiledCap[] } {
  const live = Object.values(pressure.held).filter(({ until }) => until > now);
  const promised = ({ key }: CompiledCap): number => live.reduce((sum, holding) => sum + promisedIn(holding, key), 0);
  const full = caps.filter((cap) => shownUnder(pressure, cap, now) + promised(cap) >= cap.most);
  return { pressure: full.length > 0 ? pressure : counted(pressure, caps, now), full };
}

/** Counts an exposure once under its caps, and as seen and left alone until something comes of it. A cap that is reserved was counted then. */
export function see(program: LiveProgram, pressure: Pressure, noticed: Noticed, tag: string | null): Pressure {
  const experience = program.experienceOf.get(noticed.experience);
  const known = remember(pressure, noticed.id, noticed.at);
  if (!experience || known === null) return pressure;
  const own = noticed.counted ? [] : experience.caps.flatMap((index) => program.compiled.caps[index] ?? []);
  const caps = own.filter((cap) => !cap.strict);
  const settled = tag === null ? known : settle(known, tag, caps);
  return ignore(program, counted(settled, caps, noticed.at), noticed);
}

function counted(pressure: Pressure, caps: readonly CompiledCap[], at: Instant): Pressure {
  if (caps.length === 0) return pressure;
  const counts = caps.flatMap((cap) => {
    const [window, shown] = pressure.counts[cap.key] ?? ["", 0];
    const now = windowOf(pressure, cap, at);
    return isPast(cap, window, now) ? [] : [[cap.key, [now, window === now ? shown + 1 : 1]] as const];
  });
  const [session, last] = [sessionAt(pressure, at), Math.max(pressure.last, at)];
  return { ...pressure, counts: { ...pressure.counts, ...Object.fromEntries(counts) }, session, last };
}

/** True for an exposure of a day or week before the one that is counted now. */
function isPast({ per }: CompiledCap, latest: string, window: string): boolean {
  return (per === "day" || per === "week") && window < latest;
}

/** What a pass showed is counted now, and waits no more. */
function settle(pressure: Pressure, tag: string, caps: readonly CompiledCap[]): Pressure {
  const holding = pressure.held[tag];
  if (!holding) return pressure;
  const [left, shown] = [{ ...holding.left }, { ...holding.shown }];
  for (const { key } of caps) {
    const from = (shown[key] ?? 0) > 0 ? shown : left;
    from[key] = Math.max(0, (from[key] ?? 0) - 1);
  }
  return { ...pressure, held: { ...pressure.held, [tag]: { ...holding, left, shown } } };
}
