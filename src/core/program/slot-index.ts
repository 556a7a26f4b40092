import type { Leaf } from "../condition/types.ts";
import { numberOf, textOf } from "../condition/value.ts";
import type { CompiledExperience } from "./compiled-experience.ts";
import type { CompiledProgram } from "./compiled.ts";
import { pageReads, type PageRead } from "./told-by-page.ts";

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
  /** True where one of them counts under a cap. */
  readonly isCapped: boolean;
  /** What they look at of what a page says. */
  readonly page: readonly PageRead[];
}

/** How a value is converted before it is looked up: as the leaf's own operator compares it. */
type Conversion = "none" | "text" | "number" | "item";

export interface Selective {
  readonly purpose: number;
  readonly attribute: number;
  readonly conversion: Conversion;
  readonly positions: ReadonlyMap<unknown, readonly number[]>;
}

interface Needed {
  readonly attribute: number;
  readonly conversion: Conversion;
  /** Any of these will do. */
  readonly operands: readonly unknown[];
}

/** Arranges the experiences of a slot; of several values one needs, the attribute with the most different ones is taken. */
export function indexSlot(compiled: CompiledProgram, indexes: readonly number[]): SlotIndex {
  const experiences = indexes.flatMap((index) => compiled.experiences[index] ?? []);
  const needs = experiences.map((experience) => neededValues(compiled, experience.start));
  const different = countDifferent(needs.flat());
  const chosen = needs.map((needed) => mostDifferent(needed, different));
  const byValue = new Map<string, Omit<Selective, "positions"> & { readonly positions: Map<unknown, number[]> }>();
  for (const [position, needed] of chosen.entries()) {
    const purpose = experiences[position]?.purpose ?? 0;
    if (!needed) continue;
    const { attribute, conversion } = needed;
    const name = `${purpose}|${attribute}|${conversion}`;
    const entry = byValue.get(name) ?? { purpose, attribute, conversion, positions: new Map<unknown, number[]>() };
    byValue.set(name, entry);
    for (const operand of new Set(needed.operands)) {
      const positions = entry.positions.get(operand);
      if (positions) positions.push(position);
      else entry.positions.set(operand, [position]);
    }
  }
  const isOpen = (item: CompiledExperience): boolean => item.from === null && item.until === null && item.weekly === null;
  return {
    experiences,
    byValue: [...byValue.values()],
    rest: chosen.flatMap((needed, position) => (needed ? [] : [position])),
    purposes: experiences.filter(isOpen).reduce((mask, item) => mask | (1 << item.purpose), 0),
    scheduled: experiences.filter((item) => !isOpen(item)),
    isCapped: experiences.some((item) => item.caps.length > 0),
    page: pageReads(compiled.attributes, experiences),
  };
}

/** The positions that a value of the attribute lets through, apart from what else their conditions say. */
export function positionsFor(selective: Selective, value: unknown): readonly number[] | undefined {
  switch (selective.conversion) {
    case "none":
      return selective.positions.get(value);
    case "text":
      return selective.positions.get(typeof value === "string" ? value : textOf(value ?? null));
    case "number":
      return selective.positions.get(typeof value === "number" ? value : numberOf(value ?? null));
    case "item":
      return Array.isArray(value) ? positionsForAny(selective, value) : selective.positions.get(value);
  }
}

/** A list goes wherever one of its items goes. */
function positionsForAny({ positions }: Selective, items: readonly unknown[]): readonly number[] {
  return [...new Set(items.flatMap((item) => positions.get(item) ?? []))].toSorted((a, b) => a - b);
}

/** What a condition wants an attribute to equal whatever else it says: the equalities at the head of its code. */
function neededValues(compiled: CompiledProgram, start: number): readonly Needed[] {
  const needed: Needed[] = [];
  for (let at = start; at >= 0 && compiled.code[at + 2] === -2; at = compiled.code[at + 1] ?? -2) {
    const index = compiled.code[at] ?? 0;
    const leaf = compiled.leaves[index];
    const attribute = compiled.leafAttribute[index] ?? -1;
    if (leaf && attribute >= 0 && leaf.path === undefined) needed.push(...exactly(leaf, attribute));
  }
  return needed;
}

/** The values a leaf lets through, where they can be told. */
function exactly({ operator, operand }: Leaf, attribute: number): readonly Needed[] {
  if (operator === "is" && typeof operand === "string") return [{ attribute, conversion: "text", operands: [operand] }];
  if (operator === "is" && typeof operand === "number") return [{ attribute, conversion: "number", operands: [operand] }];
  if (operator === "$eq" && operand !== null) return [{ attribute, conversion: "none", operands: [operand] }];
  const items = operator === "$in" ? (operand as readonly unknown[]) : [];
  return items.length > 0 && !items.includes(null) ? [{ attribute, conversion: "item", operands: items }] : [];
}

function countDifferent(needed: readonly Needed[]): ReadonlyMap<number, number> {
  const values = new Map<number, Set<unknown>>();
  for (const { attribute, operands } of needed) {
    const known = values.get(attribute) ?? new Set();
    for (const operand of operands) known.add(operand);
    values.set(attribute, known);
  }
  return new Map([...values].map(([attribute, set]) => [attribute, set.size]));
}

function mostDifferent(needed: readonly Needed[], different: ReadonlyMap<number, number>): Needed | null {
  return needed.toSorted((a, b) => (different.get(b.attribute) ?? 0) - (different.get(a.attribute) ?? 0))[0] ?? null;
}
