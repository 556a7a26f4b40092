import { isZone, weekMinute } from "../kernel/zone.ts";

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** A window that comes every week, on the clocks of a zone. Without days every day, without hours the whole day. */
export interface Weekly {
  readonly zone: string;
  readonly days?: readonly (typeof DAYS)[number][] | undefined;
  /** `HH:MM`; a window that ends at or before its start goes on past midnight. */
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;
const KEYS = new Set(["zone", "days", "from", "until"]);

/** Why something is no weekly window; null when it is one. */
export function weeklyRule(value: unknown): string | null {
  if (typeof value !== "object" || value === null || !Object.keys(value).every((key) => KEYS.has(key)))
    return "must be an object of zone, days, from and until";
  const { zone, days, from, until } = value as Record<string, unknown>;
  if (typeof zone !== "string" || !isZone(zone)) return "must name a time zone such as Europe/Berlin";
  if (days !== undefined && !areDays(days)) return `must list days as ${DAYS.join(", ")}`;
  return isClock(from) && isClock(until) ? null : "must give from and until as HH:MM";
}

function areDays(days: unknown): boolean {
  return Array.isArray(days) && days.length > 0 && days.every((day) => (DAYS as readonly unknown[]).includes(day));
}

function isClock(hour: unknown): boolean {
  return hour === undefined || (typeof hour === "string" && CLOCK.test(hour));
}

/** True where an instant falls into the window; the day is the one the window began on. */
export function isDuring(window: Weekly, at: number): boolean {
  const now = weekMinute(window.zone, at);
  const from = minutesOf(window.from ?? "00:00");
  const until = minutesOf(window.until ?? "00:00");
  const length = until > from ? until - from : until + 1_440 - from;
  for (const [day, name] of DAYS.entries()) {
    const since = (now - day * 1_440 - from + 10_080) % 10_080;
    if (since < length && (window.days === undefined || window.days.includes(name))) return true;
  }
  return false;
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}
