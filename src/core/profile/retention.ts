import { addDuration, type Instant } from "../kernel/instant.ts";
import type { LiveProgram } from "../program/live.ts";
import type { AttributeValues } from "./values.ts";

/** What of an attribute or an event decides how long it is kept. */
export interface Retained {
  /** Bit i is set when it serves purpose i. */
  readonly purposes: number;
  /** Its own ISO 8601 duration, which then holds whatever its purposes say. */
  readonly retention?: string | null;
}

/**
 * When what happened at `at` is to be gone: after its own retention, else after the longest of those of its purposes
 * that are allowed (bit i of `allowed`). Nothing is kept for a purpose that is not: then it is gone at once (GDPR art 5(1)(e)).
 */
export function expiryOf(program: LiveProgram, { purposes, retention }: Retained, at: Instant, allowed: number): Instant {
  const serving = purposes & allowed;
  if (serving === 0) return at;
  if (retention) return addDuration(at, retention);
  let last = at;
  for (const [index, purpose] of program.compiled.notice.purposes.entries())
    if ((serving & (1 << index)) !== 0) last = Math.max(last, addDuration(at, purpose.retention));
  return last;
}

/** The instant at which the last of whatever happened at `at` is gone, whoever allowed what. */
export function keptUntil(program: LiveProgram, at: Instant): Instant {
  const durations = [...program.compiled.notice.purposes, ...program.attributes].flatMap(({ retention }) => retention ?? []);
  return Math.max(at, ...durations.map((duration) => addDuration(at, duration)));
}

/** The values that may still be read at an instant. One past its expiry is as good as purged. */
export function unexpired(values: AttributeValues, now: Instant): AttributeValues {
  const entries = Object.entries(values);
  const left = entries.filter(([, value]) => (value.expires ?? Infinity) > now);
  return left.length === entries.length ? values : Object.fromEntries(left);
}
