import { finding, type Finding } from "./findings.ts";
import type { Program } from "./schema.ts";

/** What a person may let another see: attributes by key, for a purpose; `most` is an ISO 8601 duration. */
export interface CompiledScope {
  readonly key: string;
  readonly purpose: number;
  readonly attributes: readonly string[];
  readonly trip: string | null;
  readonly most: string;
  readonly texts: { readonly [locale: string]: { readonly name: string } };
}

export function scopesOf({ scopes, purposes }: Program): readonly CompiledScope[] {
  return scopes.map(({ purpose, trip, ...scope }) => ({
    ...scope,
    purpose: purposes.findIndex(({ key }) => key === purpose),
    trip: trip ?? null,
  }));
}

/** What is let to another serves the purpose it is let for. */
export function lintScopes(program: Program): readonly Finding[] {
  return program.scopes.flatMap(({ purpose, attributes, trip }, at) => {
    const path = `scopes.${at}`;
    const found: Finding[] = [];
    if (!program.purposes.some(({ key }) => key === purpose))
      found.push(finding("E109", `${path}.purpose`, `Define a purpose "${purpose}".`));
    [...attributes, ...(trip === undefined ? [] : [trip])].forEach((key) => {
      const attribute = program.attributes.find((item) => item.key === key);
      if (!attribute) found.push(finding("E109", `${path}.attributes`, `Define an attribute "${key}".`));
      else if (!attribute.purposes.includes(purpose))
        found.push(finding("E177", `${path}.attributes`, `Declare "${purpose}" for "${key}", or do not let it be seen.`));
      else if (attribute.source === "request") found.push(finding("E177", `${path}.attributes`, `"${key}" is not kept: name one that is.`));
    });
    return found;
  });
}
