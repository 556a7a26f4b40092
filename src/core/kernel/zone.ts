import { DAY, type Instant } from "./instant.ts";

const QUARTER = 15 * 60_000;
const clocks = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, { quarter: number; offset: number }>();

/** True for a time zone of the IANA database, such as `Europe/Berlin`, and for `UTC`. */
export function isZone(zone: string): boolean {
  return clockOf(zone) !== null;
}

/** Milliseconds a zone's clocks are ahead of UTC at an instant; they only ever change at a quarter of an hour. */
export function zoneOffset(zone: string, at: Instant): number {
  const quarter = Math.floor(at / QUARTER);
  const known = offsets.get(zone);
  if (known?.quarter === quarter) return known.offset;
  const offset = offsetOf(zone, quarter * QUARTER);
  offsets.set(zone, { quarter, offset });
  return offset;
}

/** Minutes since Monday 00:00 on the clocks of a zone, 0 to 10,079. */
export function weekMinute(zone: string, at: Instant): number {
  const local = at + zoneOffset(zone, at);
  const days = Math.floor(local / DAY);
  return ((days + 3) % 7) * 1_440 + Math.floor((local - days * DAY) / 60_000);
}

/**
 * The instant at which a zone's clocks show a local time (`2026-11-27T00:00`). A time they show twice is the first of
 * the two; one they leave out is read with the offset from before the gap.
 */
export function instantIn(zone: string, local: string): Instant {
  const asUtc = Date.parse(`${local}Z`);
  const before = zoneOffset(zone, asUtc - DAY);
  const after = zoneOffset(zone, asUtc + DAY);
  const fits = [before, after].filter((offset) => zoneOffset(zone, asUtc - offset) === offset);
  return fits.length === 0 ? asUtc - before : Math.min(...fits.map((offset) => asUtc - offset));
}

function clockOf(zone: string): Intl.DateTimeFormat | null {
  const known = clocks.get(zone);
  if (known) return known;
  try {
    const clock = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    clocks.set(zone, clock);
    return clock;
  } catch {
    return null;
  }
}

function offsetOf(zone: string, at: Instant): number {
  const clock = clockOf(zone);
  if (!clock) return 0;
  const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - at;
}
