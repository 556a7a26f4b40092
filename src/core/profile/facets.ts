import type { FacetValue } from "../consent/pass.ts";
import type { Permit } from "../consent/permit.ts";
import type { LiveProgram } from "../program/live.ts";

/** The values a pass may carry: what a live experience reads, and only for purposes allowed now; most wanted first. */
export function facetsFor(
  program: LiveProgram,
  permit: Permit,
  values: { readonly [attribute: string]: { readonly value: FacetValue } },
): { readonly [attribute: string]: FacetValue } {
  const facets: Record<string, FacetValue> = {};
  for (const index of program.compiled.facets) {
    const attribute = program.attributes[index];
    if (!attribute || (attribute.purposes & permit.mask) === 0) continue;
    const held = values[attribute.key];
    if (held) facets[attribute.key] = held.value;
  }
  return facets;
}

/** Facets by attribute index, as the gate takes them. */
export function valuesOf(program: LiveProgram, facets: { readonly [attribute: string]: FacetValue }): unknown[] {
  const values: unknown[] = new Array(program.attributes.length);
  for (const key of Object.keys(facets)) {
    const index = program.attributeIndex.get(key);
    if (index !== undefined && program.attributes[index]?.source !== "request") values[index] = facets[key];
  }
  return values;
}
