import { invalid, type Problem } from "./problem.ts";

const KEY = /^"?([\w.:/+=-]{1,200})"?$/;

/**
 * The `Idempotency-Key` of a write; null without one. `least` is how long it must be: where nothing else tells clients
 * apart, a short one would be somebody else's too.
 */
export function onceOf(headers: Headers, least: number): string | null {
  const header = headers.get("idempotency-key");
  if (header === null) return null;
  const key = KEY.exec(header)?.[1] ?? "";
  if (key.length < least) throw invalid("idempotency-key", "shape", `must have ${least} to 200 letters, digits or any of _.:/+=-`);
  return key;
}

/** Answers a key that stands for another choice already. */
export function reusedKey(): Problem {
  return invalid("idempotency-key", "same-request", "was used for another choice before");
}
