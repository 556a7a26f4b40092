import { finding, type Finding } from "./findings.ts";
import { lintCondition } from "./lint-conditions.ts";
import type { Program } from "./schema.ts";

/** A moment that something waits for is defined, and reads only what the purpose of that may see. */
export function lintMoment(
  program: Program,
  { moment, purpose }: { readonly moment?: string | undefined; readonly purpose: string },
  path: string,
): readonly Finding[] {
  if (moment === undefined) return [];
  const known = program.moments.find(({ key }) => key === moment);
  if (!known) return [finding("E109", `${path}.moment`, `Define the moment "${moment}".`)];
  return lintCondition(program, known.when, purpose, `${path}.moment.when`);
}
