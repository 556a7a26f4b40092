import type { CompiledAsk } from "../program/compiled-ask.ts";

/** True for an answer after which nobody asks on, and a human should look: one of those named, or a number no greater than named. */
export function isNegative({ negative }: Pick<CompiledAsk, "negative">, value: string | number | boolean | readonly string[]): boolean {
  if (negative === null) return false;
  const isLow = negative.atMost !== undefined && typeof value === "number" && value <= negative.atMost;
  return isLow || [value].flat().some((one) => negative.values.includes(one));
}
