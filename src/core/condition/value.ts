/*
 * How JavaScript converts a value before it compares, which is how GrowthBook's SDKs do, but for one thing: these never
 * run code a value brings along, and never throw.
 */

/** A value as text: lists joined by commas, null as "null". */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map((item: unknown) => (item === null || item === undefined ? "" : textOf(item))).join(",");
  return typeof value === "object" && value !== null ? "[object Object]" : `${value as number | boolean | null | undefined}`;
}

/** A value as a number: null and empty text are 0, what is no number is NaN. */
export function numberOf(value: unknown): number {
  return Number(comparable(value));
}

/** A value as `<` and `>` take it. */
export function comparable(value: unknown): string | number | boolean | null {
  return typeof value === "object" && value !== null ? textOf(value) : (value as string | number | boolean | null);
}

/** The type of a value, by GrowthBook's names. */
export function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

const NUMERIC = /^\d+$/;

/**
 * A version as text that sorts as versions do (SemVer 2.0.0 §11, near enough): numbers padded, a release after its
 * pre-releases, build metadata and a leading `v` dropped. What is no version is version 0.
 */
export function versionText(value: unknown): string {
  const given = typeof value === "number" ? `${value}` : value;
  const text = typeof given === "string" && given !== "" ? given : "0";
  const parts = text.replaceAll(/^v|\+.*$/g, "").split(/[-.]/);
  const whole = parts.length === 3 ? [...parts, "~"] : parts;
  return whole.map((part) => (NUMERIC.test(part) ? part.padStart(5, " ") : part)).join("-");
}
