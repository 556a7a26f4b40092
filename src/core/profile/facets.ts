import type { FacetState } from "../consent/pass.ts";
import type { Permit } from "../consent/permit.ts";
import type { Instant } from "../kernel/instant.ts";
import type { LiveProgram } from "../program/live.ts";
import { usableFor } from "./ceiling.ts";
import { readComputed } from "./computed/computed.ts";
import type { AttributeValue } from "./values.ts";

/**
 * The values a pass may carry until its hard time: what a live experience reads, only for purposes allowed now, and
 * nothing that expires while the pass lives; most wanted first.
 */
export function facetsFor(
  program: LiveProgram,
  permit: Permit,
  values: { readonly [attribute: string]: Pick<AttributeValue, "value" | "expires"> },
  hard: Instant,
): { readonly [attribute: string]: FacetState } {
  const facets: Record<string, FacetState> = {};
  for (const index of program.compiled.facets) {
    const attribute = program.attributes[index];
    if (!attribute || (attribute.purposes & usableFor(program, permit, attribute.source)) === 0) continue;
    const held = values[attribute.key];
    if (held && (held.expires ?? Infinity) > hard) facets[attribute.key] = held.value;
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
