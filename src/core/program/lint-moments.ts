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

/** A moment that shows something by itself has that, a slot of a site, and a purpose whose view its condition keeps to. */
export function lintMoments(program: Program): readonly Finding[] {
  const slots = program.sites.flatMap((site) => site.slots.map(({ key }) => key));
  return program.moments.flatMap(({ slot, purpose, trust = [], when }, index) => {
    const path = `moments.${index}`;
    if (slot === undefined && purpose === undefined) return [];
    if (slot === undefined || purpose === undefined || trust.length === 0)
      return [finding("E188", path, 'Give it a "slot", a "purpose" and "trust", or neither slot nor purpose.')];
    return [
      ...(slots.includes(slot) ? [] : [finding("E109", `${path}.slot`, `Define the slot "${slot}".`)]),
      ...(program.purposes.some(({ key }) => key === purpose)
        ? lintCondition(program, when, purpose, `${path}.when`)
        : [finding("E109", `${path}.purpose`, `Define the purpose "${purpose}".`)]),
    ];
  });
}
