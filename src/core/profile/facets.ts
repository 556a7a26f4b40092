import type { FacetState } from "../consent/pass.ts";
import type { Permit } from "../consent/permit.ts";
import type { Instant } from "../kernel/instant.ts";
import type { LiveProgram } from "../program/live.ts";
import { readComputed } from "./computed/computed.ts";

/** The values a pass may carry: what a live experience reads, and only for purposes allowed now; most wanted first. */
export function facetsFor(
  program: LiveProgram,
  permit: Permit,
  values: { readonly [attribute: string]: { readonly value: FacetState } },
): { readonly [attribute: string]: FacetState } {
  const facets: Record<string, FacetState> = {};
  for (const index of program.compiled.facets) {
    const attribute = program.attributes[index];
    if (!attribute || (attribute.purposes & permit.mask) === 0) continue;
    const held = values[attribute.key];
    if (held) facets[attribute.key] = held.value;
  }
  return facets;
}

/** What facets come to at an instant, by attribute index, as the gate takes them; a computed one is read from its state. */
export function valuesOf(program: LiveProgram, facets: { readonly [attribute: string]: FacetState }, now: Instant): unknown[] {
  const values: unknown[] = new Array(program.attributes.length);
  for (const key of Object.keys(facets)) {
    const index = program.attributeIndex.get(key);
    const state = facets[key];
    if (index === undefined || state === undefined || program.attributes[index]?.source === "request") continue;
    const computed = program.computedOf.get(index);
    values[index] = computed ? readComputed(computed, state, now) : state;
  }
  return values;
}
