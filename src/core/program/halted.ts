import type { CompiledProgram } from "./compiled.ts";

export const HALTED_FORMAT = 1;

/** Keys of questions that are put to nobody, since what earlier answers were promised is overdue. */
export interface Halted {
  readonly format: typeof HALTED_FORMAT;
  readonly asks: readonly string[];
}

/** True where anything is promised that may come to be overdue. */
export function hasPromises({ asks }: Pick<CompiledProgram, "asks">): boolean {
  return asks.some(({ promise }) => promise !== null);
}

/** The program as it runs meanwhile: such a question is open for answers, and never put. */
export function halting(compiled: CompiledProgram, halted: readonly string[]): CompiledProgram {
  if (halted.length === 0) return compiled;
  return { ...compiled, asks: compiled.asks.map((ask) => (halted.includes(ask.key) ? { ...ask, isHalted: true } : ask)) };
}
