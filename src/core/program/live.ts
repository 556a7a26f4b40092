import { attributeTestOf, type Test } from "../condition/leaf.ts";
import type { CompiledAsk } from "./compiled-ask.ts";
import type { CompiledComputed } from "./compiled-computed.ts";
import type { CompiledExperience } from "./compiled-experience.ts";
import { indexTrust, type TrustIndex } from "./compiled-moment.ts";
import type { CompiledSite } from "./compiled-site.ts";
import type { CompiledAttribute, CompiledEvent, CompiledProgram } from "./compiled.ts";
import { recommendedOf, type Ranked, type Recommended } from "./recommended.ts";
import { isWatched } from "./purpose.ts";
import { indexSlot, type SlotIndex } from "./slot-index.ts";

/** A compiled program made ready to run: lookups by name, and the flat code in typed arrays. */
export interface LiveProgram {
  readonly compiled: CompiledProgram;
  readonly site: CompiledSite;
  readonly hash: string;
  readonly code: Int32Array;
  readonly leafAttribute: Int32Array;
  /** The test of each leaf, once it was needed; `makeTest` makes one. */
  readonly leafTests: (Test | undefined)[];
  readonly makeTest: (leaf: number) => Test;
  readonly purposeIndex: ReadonlyMap<string, number>;
  readonly attributeIndex: ReadonlyMap<string, number>;
  readonly attributes: readonly CompiledAttribute[];
  readonly events: ReadonlyMap<string, CompiledEvent>;
  readonly computedBy: ReadonlyMap<string, readonly CompiledComputed[]>;
  /** The computation of an attribute, by its index. */
  readonly computedOf: ReadonlyMap<number, CompiledComputed>;
  /** Experiences of this site's slots, by key. */
  readonly experiences: ReadonlyMap<string, CompiledExperience>;
  /** Experiences of all sites, by key. */
  readonly experienceOf: ReadonlyMap<string, CompiledExperience>;
  readonly slots: ReadonlyMap<string, SlotIndex>;
  /** Questions of this site's slots, most wanted first. */
  readonly asks: readonly CompiledAsk[];
  /** Where moments show what they have for trust; null where none does. */
  readonly trust: TrustIndex | null;
  readonly knownSlots: ReadonlySet<string>;
  readonly requestAttributes: readonly number[];
  /** True where an attribute takes its value from what the edge knows of a request besides its country. */
  readonly asksFacts: boolean;
  /** Bit i is set when purpose i may see an attribute that the request brings. */
  readonly requestPurposes: number;
  /** Bit i is set when purpose i is marketing, advertising or sharing: what was observed serves it on its own yes alone. */
  readonly watched: number;
  /** True where pages of this site have anything to hold back, clear away or tell. */
  readonly hasPage: boolean;
  /** What can be recommended, in the order that was counted last; null without a catalogue. */
  readonly recommended: Recommended | null;
}

/** Builds the lookups of one site of a program, once per version and isolate. */
export function liveProgram(compiled: CompiledProgram, site: CompiledSite, ranked: Ranked | null = null): LiveProgram {
  const slots = Object.entries(compiled.slots).map(([slot, indexes]) => [slot, indexSlot(compiled, indexes)] as const);
  return {
    compiled,
    site,
    hash: compiled.hash,
    code: Int32Array.from(compiled.code),
    leafAttribute: Int32Array.from(compiled.leafAttribute),
    leafTests: new Array<Test | undefined>(compiled.leaves.length).fill(undefined),
    makeTest: (leaf) => makeTest(compiled, leaf),
    purposeIndex: new Map(compiled.purposes.map((item, index) => [item.key, index])),
    attributeIndex: new Map(compiled.attributes.map((item, index) => [item.key, index])),
    attributes: compiled.attributes,
    events: new Map(compiled.events.map((item) => [item.name, item])),
    computedBy: Map.groupBy(compiled.computed, (item) => item.event),
    computedOf: new Map(compiled.computed.map((item) => [item.attribute, item])),
    experiences: new Map(site.slots.flatMap((slot) => experiencesOf(compiled, slot))),
    experienceOf: new Map(compiled.experiences.map((item) => [item.key, item])),
    slots: new Map(slots),
    asks: compiled.asks.filter(({ slot }) => site.slots.includes(slot)),
    trust: indexTrust(compiled, site.slots),
    knownSlots: new Set(site.slots),
    requestPurposes: compiled.attributes.reduce((mask, item) => (item.source === "request" ? mask | item.purposes : mask), 0),
    watched: compiled.purposes.reduce((mask, item, index) => (isWatched(item.class) ? mask | (1 << index) : mask), 0),
    hasPage: hasPage(compiled, site),
    recommended: recommendedOf(compiled, ranked),
    asksFacts: compiled.attributes.some(({ from }) => from === "region" || from === "city" || from === "device"),
    requestAttributes: compiled.attributes.flatMap((item, index) => (item.source === "request" ? [index] : [])),
  };
}

function experiencesOf(compiled: CompiledProgram, slot: string): readonly (readonly [string, CompiledExperience])[] {
  return (compiled.slots[slot] ?? []).flatMap((index) => {
    const experience = compiled.experiences[index];
    return experience ? [[experience.key, experience] as const] : [];
  });
}

/** Audiences are leaves that the evaluation itself asks: no test stands for them. */
function makeTest(compiled: CompiledProgram, index: number): Test {
  const leaf = compiled.leaves[index];
  return leaf ? attributeTestOf(leaf, { groups: compiled.groups, audience: () => null }) : () => false;
}

function hasPage({ pages }: CompiledProgram, { consentMode, gpp }: CompiledSite): boolean {
  const leaves = Object.values(pages).some(({ scripts, stores }) => [scripts, ...Object.values(stores)].some((list) => list.length > 0));
  return leaves || consentMode.length > 0 || gpp !== null;
}
