import { flattenCondition } from "../condition/compile.ts";
import { parseCondition } from "../condition/parse.ts";
import { referencesOf } from "../condition/references.ts";
import type { ConditionDocument, Groups, Leaf, Node } from "../condition/types.ts";
import { canonical } from "../kernel/canonical.ts";
import { fieldOf } from "./ask-field.ts";
import { assignmentOf, scheduleOf } from "./assignment.ts";
import { pressureOn } from "./caps.ts";
import type { CompiledAsk } from "./compiled-ask.ts";
import type { CompiledRecommend } from "./compiled-catalogue.ts";
import type { CompiledExperience } from "./compiled-experience.ts";
import type { CompiledAudience } from "./compiled.ts";
import type { CompiledHoldout } from "./compiled-experiment.ts";
import type { CompiledMoment, Trust } from "./compiled-moment.ts";
import { reportsOf, type CompiledReport } from "./compiled-report.ts";
import type { Experience, Program } from "./schema.ts";

/** The part of a compiled program that decides. */
interface Flat {
  readonly leaves: readonly Leaf[];
  readonly leafAttribute: readonly number[];
  readonly code: readonly number[];
  readonly groups: Groups;
  readonly audiences: readonly CompiledAudience[];
  readonly holdouts: readonly CompiledHoldout[];
  readonly experiences: readonly CompiledExperience[];
  readonly asks: readonly CompiledAsk[];
  readonly moments: readonly CompiledMoment[];
  readonly reports: readonly CompiledReport[];
  readonly slots: { readonly [slot: string]: readonly number[] };
}

/** What the conditions of a program become one by one, sharing leaves and code. */
interface Flattening {
  readonly program: Program;
  readonly groups: Groups;
  readonly attributeIndex: ReadonlyMap<string, number>;
  readonly purposeIndex: ReadonlyMap<string, number>;
  readonly leaves: Leaf[];
  readonly interned: Map<string, number>;
  readonly code: number[];
}

/** A condition that cannot be read never holds; the linter refuses it before. */
const NEVER: Node = { kind: "or", nodes: [] };

/** Writes all conditions of a program as one flat decision program whose leaves are shared. */
export function flattenProgram(program: Program): Flat {
  const all: Flattening = {
    program,
    groups: groupsOf(program),
    attributeIndex: new Map(program.attributes.map((item, index) => [item.key, index])),
    purposeIndex: new Map(program.purposes.map((item, index) => [item.key, index])),
    leaves: [],
    interned: new Map(),
    code: [],
  };
  const audiences = program.audiences.map(({ key, purpose, when }): CompiledAudience => ({
    key,
    purpose: all.purposeIndex.get(purpose) ?? 0,
    ...flattenWhen(all, when),
  }));
  const experiences = program.experiences.map((item) => flattenExperience(all, item));
  const asks = program.asks.map((item) => flattenAsk(all, item));
  const moments = program.moments.map((item) => flattenMoment(all, item));
  const reports = reportsOf(program, all, (when) => flattenWhen(all, when));
  const audienceIndex = new Map(program.audiences.map((item, index) => [item.key, index]));
  const nothing = -1 - audiences.length;
  const leafAttribute = all.leaves.map((leaf) => {
    if (leaf.operator !== "$audience") return all.attributeIndex.get(leaf.attribute) ?? nothing;
    return -1 - (audienceIndex.get(leaf.operand as string) ?? audiences.length);
  });
  const { leaves, code, groups } = all;
  const holdouts = program.holdouts.map(({ key, share }) => ({ key, share }));
  return {
    leaves,
    leafAttribute,
    code,
    groups,
    audiences,
    holdouts,
    experiences,
    asks,
    moments,
    reports,
    slots: slotsOf(program.experiences),
  };
}

/** The groups of a program as conditions look them up. */
export function groupsOf(program: Pick<Program, "groups">): Groups {
  return Object.fromEntries(
    program.groups.map(({ key, attribute, values }) => [key, { type: "list" as const, attributeKey: attribute, values }]),
  );
}

function flattenExperience(all: Flattening, item: Experience): CompiledExperience {
  const { start, reads } = flattenWhen(all, whenOf(all.program, item));
  return {
    key: item.key,
    ...(item.moment !== undefined && { moment: { key: item.moment, name: momentOf(all.program, item.moment).momentName } }),
    purpose: all.purposeIndex.get(item.purpose) ?? 0,
    start,
    reads: [
      ...new Set([...reads, ...readsOfContexts(all, item), ...readsOfRequired(all, item, [item.key]), ...readsOfRecommended(all, item)]),
    ],
    variants: item.variants.map((variant) => ({ ...variant, recommend: recommendOf(all, item, variant.recommend) })),
    ...scheduleOf(item),
    ...assignmentOf(all.program, item),
    ...pressureOn(all.program, item),
    goals: item.goals.map((key) => all.program.goals.findIndex((goal) => goal.key === key)),
  };
}

/** A question is put where its own condition and that of its moment hold. */
function flattenAsk(all: Flattening, item: Program["asks"][number]): CompiledAsk {
  const { attribute, consent, purpose, moment, when, ...ask } = item;
  const type = all.program.attributes.find(({ key }) => key === attribute)?.type ?? "boolean";
  return {
    ...ask,
    field: fieldOf(type, item),
    attribute: indexIn(all.attributeIndex, attribute),
    consent: indexIn(all.purposeIndex, consent),
    purpose: all.purposeIndex.get(purpose) ?? 0,
    moment: moment ?? null,
    ...momentOf(all.program, moment),
    benefits: item.benefits.map(({ audience, weight, ...benefit }) => ({
      ...benefit,
      isForSome: audience !== undefined,
      weight: weight ?? 1,
      ...flattenWhen(all, audience === undefined ? {} : { $audience: audience }),
    })),
    negative: item.negative ?? null,
    promise: item.promise ?? null,
    isHalted: false,
    ...flattenWhen(all, whenOf(all.program, { moment, when })),
  };
}

function momentOf({ moments }: Program, moment: string | undefined): Pick<CompiledAsk, "momentName" | "trust"> {
  const { name = null, trust = [] } = moments.find(({ key }) => key === moment) ?? {};
  return { momentName: name, trust };
}

/** A moment by itself: what it is entered by, and what it shows. */
function flattenMoment(all: Flattening, { key, name, trust = [], slot, purpose, when }: Program["moments"][number]): CompiledMoment {
  const said = all.program.locales.map((locale): readonly [string, readonly Trust[]] => [
    locale,
    trust.map(({ kind, texts, link }) => ({ kind, text: texts[locale] ?? "", link })),
  ]);
  const where = { slot: slot ?? null, purpose: all.purposeIndex.get(purpose ?? "") ?? 0 };
  return { key, name: name ?? null, trust: Object.fromEntries(said), ...where, ...flattenWhen(all, when) };
}

/** Its own condition and that of the moment it is for. */
function whenOf(
  { moments }: Program,
  { moment, when }: { readonly moment?: string | undefined; readonly when: ConditionDocument },
): ConditionDocument {
  const at = moments.find(({ key }) => key === moment);
  return at ? { $and: [at.when, when] } : when;
}

function indexIn(indexes: ReadonlyMap<string, number>, key: string | undefined): number | null {
  return key === undefined ? null : (indexes.get(key) ?? null);
}

/** What decided on the experiences it requires is part of why it is shown. */
function readsOfRequired(all: Flattening, item: Experience, inside: readonly string[]): readonly number[] {
  return item.requires.flatMap(({ experience: key }) => {
    const required = all.program.experiences.find((other) => other.key === key);
    if (!required || inside.includes(key)) return [];
    const own = [...readsOf(all, nodeOf(all, whenOf(all.program, required)), []), ...readsOfContexts(all, required)];
    return [...own, ...readsOfRequired(all, required, [...inside, key])];
  });
}

/** What a bandit learns by decides on what is shown, too. */
function readsOfContexts(all: Flattening, { experiment }: Experience): readonly number[] {
  const by = experiment?.bandit?.by;
  if (!by) return [];
  if ("values" in by) return [all.attributeIndex.get(by.attribute) ?? []].flat();
  return by.audiences.flatMap((key) => readsOf(all, nodeOf(all, { $audience: key }), []));
}

/** What its items are started from, and what is left out of them. */
function readsOfRecommended({ program, attributeIndex }: Flattening, { variants }: Experience): readonly number[] {
  const recommends = variants.flatMap(({ recommend }) => recommend ?? []);
  const keys = recommends.flatMap(({ by }) => [by, program.catalogue?.bought]);
  return keys.flatMap((key) => (key === undefined ? [] : (attributeIndex.get(key) ?? [])));
}

function recommendOf(
  { program, attributeIndex }: Flattening,
  { slot }: Experience,
  recommend: Experience["variants"][number]["recommend"],
): CompiledRecommend | null {
  if (!recommend) return null;
  const slots = program.sites.flatMap((site) => site.slots.filter(({ key }) => key === slot));
  const { source, count, by } = recommend;
  return { source, count, by: attributeIndex.get(by ?? "") ?? null, fields: [...new Set(slots.flatMap(({ fields }) => fields))] };
}

function flattenWhen(all: Flattening, when: ConditionDocument): Pick<CompiledExperience, "start" | "reads"> {
  const node = nodeOf(all, when);
  return { start: flattenCondition(node, all.code, (leaf) => intern(all, leaf)), reads: readsOf(all, node, []) };
}

function nodeOf(all: Flattening, when: ConditionDocument): Node {
  const read = parseCondition(when, all.groups);
  return read.ok ? read.value : NEVER;
}

function intern({ interned, leaves }: Flattening, leaf: Leaf): number {
  const name = canonical(leaf);
  const known = interned.get(name);
  if (known !== undefined) return known;
  interned.set(name, leaves.length);
  return leaves.push(leaf) - 1;
}

/** Attributes a condition reads, by index; those of the audiences it asks included. */
function readsOf(all: Flattening, node: Node, inside: readonly string[]): readonly number[] {
  const { attributes, audiences } = referencesOf(node);
  const own = attributes.flatMap((key) => all.attributeIndex.get(key) ?? []);
  const further = audiences.flatMap((key) => {
    const audience = all.program.audiences.find((item) => item.key === key);
    return audience && !inside.includes(key) ? readsOf(all, nodeOf(all, audience.when), [...inside, key]) : [];
  });
  return [...new Set([...own, ...further])];
}

function slotsOf(experiences: readonly Experience[]): { readonly [slot: string]: readonly number[] } {
  const bySlot = Map.groupBy(experiences.keys(), (index) => experiences[index]?.slot ?? "");
  const priority = (index: number): number => experiences[index]?.priority ?? 0;
  return Object.fromEntries([...bySlot].map(([slot, indexes]) => [slot, indexes.toSorted((a, b) => priority(b) - priority(a) || a - b)]));
}
