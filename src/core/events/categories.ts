import type { Permit } from "../consent/permit.ts";
import type { CompiledProgram } from "../program/compiled.ts";

/** What a call says of consent categories (Segment: `context.consent.categoryPreferences`). */
export type Categories = { readonly [category: string]: boolean };

/**
 * The categories each purpose stands in, by purpose index: those that the program's imports map to it, or the one that has
 * its own name.
 */
export function categoriesOf(program: Pick<CompiledProgram, "purposes" | "imports">): readonly (readonly string[])[] {
  const maps = program.imports.flatMap(({ map }) => Object.entries(map));
  return program.purposes.map(({ key }) => {
    const mapped = maps.flatMap(([category, purposes]) => (purposes.includes(key) ? [category] : []));
    return mapped.length > 0 ? [...new Set(mapped)] : [key];
  });
}

/** True where every one of these categories is allowed: one that is not named is refused. */
export function allAllowed(categories: readonly string[], said: Categories | null): boolean {
  return said !== null && categories.every((category) => said[category] === true);
}

/**
 * The keys of the purposes a call refuses for itself. What needs a choice needs each of its categories where `needsAll`
 * (a server says what the person said), and is refused by any of them that is false; what needs none is only refused.
 */
export function refusedBy(
  program: Pick<CompiledProgram, "purposes" | "imports">,
  said: Categories | null,
  needsAll: boolean,
): readonly string[] {
  if (said === null && !needsAll) return [];
  const categories = categoriesOf(program);
  return program.purposes.flatMap((purpose, index) => {
    const own = categories[index] ?? [];
    const isOwed = purpose.class === "necessary" || purpose.basis === "contract" || purpose.basis === "legal-obligation";
    if (isOwed) return [];
    const allowed = needsAll && purpose.basis === "consent" ? allAllowed(own, said) : !own.some((category) => said?.[category] === false);
    return allowed ? [] : [purpose.key];
  });
}

/** A permit without the purposes of these keys. */
export function withoutPurposes(program: Pick<CompiledProgram, "purposes">, permit: Permit, refused: readonly string[]): Permit {
  if (refused.length === 0) return permit;
  const gone = program.purposes.reduce((mask, { key }, index) => (refused.includes(key) ? mask | (1 << index) : mask), 0);
  return { ...permit, mask: permit.mask & ~gone, explicit: permit.explicit & ~gone };
}
