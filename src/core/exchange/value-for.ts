import type { CompiledProgram } from "../program/compiled.ts";
import { purposesOfAsk } from "./gives-back.ts";
import type { Value } from "./value.ts";

/**
 * As much of what was given and got as whoever sees data for one purpose may know: of `seen` values, a yes to that purpose, and
 * what came for its data. No other purpose is named.
 */
export function valueFor(program: CompiledProgram, value: Value, purpose: string, seen: readonly string[]): Value {
  const isAsked = (ask: string | null): boolean => ask !== null && purposesOfAsk(program, ask).includes(purpose);
  const gave = value.gave.filter(({ kind, key }) => (kind === "value" ? seen.includes(key) : key === purpose));
  const got = value.got.filter(({ purposes }) => purposes.includes(purpose));
  return {
    gave: gave.map((item) => ({ ...item, purposes: [purpose], ask: isAsked(item.ask) ? item.ask : null })),
    got: got.map((item) => ({ ...item, purposes: [purpose] })),
    owed: value.owed.filter(({ ask }) => isAsked(ask)),
    purposes: value.purposes.filter((item) => item.purpose === purpose).map((item) => ({ ...item, gave: gave.length, got: got.length })),
  };
}
