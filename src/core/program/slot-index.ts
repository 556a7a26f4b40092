import type { Leaf } from "../condition/types.ts";
import type { CompiledAttribute, CompiledExperience, CompiledProgram } from "./compiled.ts";

/**
 * The experiences of one slot, arranged so that one that asks for another value than the one at hand is never looked at:
 * ten thousand of them then cost little more than a hundred.
 */
export interface SlotIndex {
  /** Highest priority first; positions below count in this order. */
  readonly experiences: readonly CompiledExperience[];
  /** Experiences that hold only where an attribute equals one value, by purpose, attribute and value. */
  readonly byValue: readonly Selective[];
  /** Positions of all others. */
  readonly rest: readonly number[];
  /** Bits of the purposes of experiences that have no schedule. */
  readonly purposes: number;
  readonly scheduled: readonly CompiledExperience[];
}

export interface Selective {
  readonly purpose: number;
  readonly attribute: number;
  readonly positions: ReadonlyMap<unknown, readonly number[]>;
}

interface Needed {
  readonly attribute: number;
  readonly operand: unknown;
}

/** Arranges the experiences of a slot; of several values one needs, the attribute with the most different ones is taken. */
export function indexSlot(compiled: CompiledProgram, indexes: readonly number[]): SlotIndex {
  const experiences = indexes.flatMap((index) => compiled.experiences[index] ?? []);
  const needs = experiences.map((experience) => neededValues(compiled, experience.start));
  const different = countDifferent(needs.flat());
  const chosen = needs.map((needed) => mostDifferent(needed, different));
  const byValue = new Map<string, { readonly purpose: number; readonly attribute: number; readonly positions: Map<unknown, number[]> }>();
  for (const [position, needed] of chosen.entries()) {
    const purpose = experiences[position]?.purpose ?? 0;
    if (!needed) continue;
    const name = `${purpose}|${needed.attribute}`;
    const entry = byValue.get(name) ?? { purpose, attribute: needed.attribute, positions: new Map<unknown, number[]>() };
    byValue.set(name, entry);
    const positions = entry.positions.get(needed.operand);
    if (positions) positions.push(position);
    else entry.positions.set(needed.operand, [position]);
  }
  const isOpen = (item: CompiledExperience): boolean => item.from === null && item.until === null;
  return {
    experiences,
    byValue: [...byValue.values()],
    rest: chosen.flatMap((needed, position) => (needed ? [] : [position])),
    purposes: experiences.filter(isOpen).reduce((mask, item) => mask | (1 << item.purpose), 0),
    scheduled: experiences.filter((item) => !isOpen(item)),
  };
}

/** What a condition wants an attribute to equal whatever else it says: the equalities at the head of its code. */
function neededValues(compiled: CompiledProgram, start: number): readonly Needed[] {
  const needed: Needed[] = [];
  for (let at = start; at >= 0 && compiled.code[at + 2] === -2; at = compiled.code[at + 1] ?? -2) {
    const index = compiled.code[at] ?? 0;
    const attribute = compiled.leafAttribute[index] ?? 0;
    const leaf = compiled.leaves[index];
    if (leaf && isExact(leaf, compiled.attributes[attribute])) needed.push({ attribute, operand: leaf.operand });
  }
  return needed;
}

function isExact(leaf: Leaf, attribute: CompiledAttribute | undefined): boolean {
  return leaf.operator === "$eq" && leaf.operand !== null && attribute?.type !== "list";
}

function countDifferent(needed: readonly Needed[]): ReadonlyMap<number, number> {
  const values = new Map<number, Set<unknown>>();
  for (const { attribute, operand } of needed) values.set(attribute, (values.get(attribute) ?? new Set()).add(operand));
  return new Map([...values].map(([attribute, set]) => [attribute, set.size]));
}

function mostDifferent(needed: readonly Needed[], different: ReadonlyMap<number, number>): Needed | null {
  return needed.toSorted((a, b) => (different.get(b.attribute) ?? 0) - (different.get(a.attribute) ?? 0))[0] ?? null;
}
