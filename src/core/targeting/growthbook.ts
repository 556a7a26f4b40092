import type { CompiledDraw } from "../program/compiled-experiment.ts";
import type { CompiledExperience, FlagValue } from "../program/compiled-experience.ts";
import type { LiveProgram } from "../program/live.ts";
import type { Program } from "../program/schema.ts";
import { coverageAt } from "./bucket.ts";
import { isScheduled } from "./schedule.ts";

/** Where a client decides by itself it has nothing but what its own page knows. */
const OF_THE_PAGE = new Set(["context", "path", "campaign", "campaign-source", "campaign-medium", "referrer", "locale"]);
/** Operators that are ours alone, and those that would publish a list of values. */
const EDGE_ONLY = /"\$(before|after|during|audience|event|savedGroup|inGroup|notInGroup)":/;
/** What GrowthBook's SDKs call the unit unless told otherwise. */
const UNIT = "id";

/** Only units whose place under a seed falls in one of these ranges. */
interface Filter {
  readonly seed: string;
  readonly ranges: readonly (readonly [number, number])[];
  readonly hashVersion: 1 | 2;
  readonly attribute: typeof UNIT;
}

export interface GrowthBookFeature {
  readonly defaultValue: null;
  readonly rules: readonly object[];
}

export interface GrowthBookFeatures {
  readonly features: { readonly [key: string]: GrowthBookFeature };
  /** Experiences decided at the edge alone. */
  readonly atTheEdge: readonly string[];
}

/**
 * A site's experiences as features of GrowthBook's SDKs. Only those that nobody's choice can switch off and that ask
 * nothing but what the page itself knows; all others need the gate, and are named as decided at the edge. What is out of its
 * schedule has no rule.
 */
export function growthBookFeatures(program: LiveProgram, document: Program, locale: string, now: number): GrowthBookFeatures {
  const documents = new Map(document.experiences.map((item) => [item.key, item]));
  const features: Record<string, GrowthBookFeature> = {};
  const atTheEdge: string[] = [];
  for (const [key, experience] of program.experiences) {
    const when = documents.get(key)?.when;
    if (when === undefined || !isForClients(program, experience) || EDGE_ONLY.test(JSON.stringify(when))) atTheEdge.push(key);
    else features[key] = { defaultValue: null, rules: isScheduled(experience, now) ? rulesOf(program, experience, when, locale, now) : [] };
  }
  return { features, atTheEdge };
}

function isForClients(program: LiveProgram, { purpose, reads, requires, caps, rests, variants, draw }: CompiledExperience): boolean {
  const isChoice = program.compiled.notice.purposes[purpose]?.choice ?? true;
  const isPlain =
    requires.length + caps.length + rests.length === 0 && !draw?.bandit && variants.every(({ recommend }) => recommend === null);
  return !isChoice && isPlain && reads.every((index) => isOfThePage(program, index, purpose));
}

function isOfThePage(program: LiveProgram, index: number, purpose: number): boolean {
  const attribute = program.attributes[index];
  if (!attribute || attribute.source !== "request" || attribute.sensitivity === "sensitive") return false;
  return OF_THE_PAGE.has(attribute.from ?? "") && (attribute.purposes & (1 << purpose)) !== 0;
}

function rulesOf(program: LiveProgram, experience: CompiledExperience, condition: object, locale: string, now: number): readonly object[] {
  const { key, variants, draw, fallback } = experience;
  const values = variants.map((variant): FlagValue | null => variant.value ?? variant.content[locale] ?? null);
  const holdouts = experience.holdouts.flatMap((index) => holdoutFilter(program, index));
  const force = (value: FlagValue | null | undefined): object => ({ condition, force: value ?? null, ...filtersOf(holdouts) });
  if (draw === null) return [force(values[0])];
  const filters = filtersOf([...holdouts, ...draw.namespaces.map(namespaceFilter)]);
  const drawn = { condition, seed: draw.seed, hashAttribute: UNIT, hashVersion: draw.hashVersion, ...filters };
  const ranges = rangesOf(draw, now);
  const rule =
    values.length === 1
      ? { ...drawn, force: values[0], range: ranges[0] }
      : { ...drawn, key, variations: values, ranges, weights: draw.weights, meta: variants.map((variant) => ({ key: variant.key })) };
  return fallback === null ? [rule] : [rule, force(values[fallback])];
}

function rangesOf(draw: CompiledDraw, now: number): readonly (readonly [number, number])[] {
  const coverage = coverageAt(draw, now);
  return draw.starts.map((start, index) => [start, start + coverage * (draw.weights[index] ?? 0)] as const);
}

function filtersOf(filters: readonly Filter[]): { readonly filters?: readonly Filter[] } {
  return filters.length > 0 ? { filters } : {};
}

function namespaceFilter({ key, from, to }: CompiledDraw["namespaces"][number]): Filter {
  return { seed: `__${key}`, ranges: [[from, to]], hashVersion: 1, attribute: UNIT };
}

function holdoutFilter(program: LiveProgram, index: number): readonly Filter[] {
  const holdout = program.compiled.holdouts[index];
  return holdout ? [{ seed: `holdout:${holdout.key}`, ranges: [[holdout.share, 1]], hashVersion: 2, attribute: UNIT }] : [];
}
