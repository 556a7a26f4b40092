import { inContext } from "../program/contexts.ts";
import type { Trial, Trials } from "./trial.ts";

/** What units of one variant came to for one goal: sums over units of the goal, what it was before, their squares and product. */
export interface Sums {
  readonly n: number;
  readonly sum: number;
  readonly sumSquares: number;
  readonly before: number;
  readonly beforeSquares: number;
  readonly product: number;
}

export interface SumCell extends Sums {
  readonly experience: string;
  readonly variant: string;
  readonly goal: string;
}

/** In the place of a goal: all units of a variant, and those that left the analysis. What a goal came to in a context is `goal@context`. */
export const UNITS = "*";
export const REASSIGNED = "!";

export const NO_SUMS: Sums = { n: 0, sum: 0, sumSquares: 0, before: 0, beforeSquares: 0, product: 0 };
const FIELDS = ["n", "sum", "sumSquares", "before", "beforeSquares", "product"] as const;

/** What the sums change by when a unit's trials become others: nothing where nothing changed, so a replay adds nothing. */
export function sumsChanged(before: Trials, after: Trials): readonly SumCell[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => before[key] !== after[key]);
  return keys.flatMap((experience) => {
    const cells = new Map<string, SumCell>();
    for (const [trial, sign] of [[after[experience], 1] as const, [before[experience], -1] as const]) {
      for (const { variant, goal, ...sums } of trial ? cellsOf(trial) : []) {
        const known = cells.get(`${variant}|${goal}`) ?? { experience, variant, goal, ...NO_SUMS };
        cells.set(`${variant}|${goal}`, { ...known, ...addSums(known, sums, sign) });
      }
    }
    return [...cells.values()].filter((cell) => FIELDS.some((field) => cell[field] !== 0));
  });
}

/** Adds sums up, or takes them off. */
export function addSums(a: Sums, b: Sums, sign: 1 | -1 = 1): Sums {
  return {
    n: a.n + sign * b.n,
    sum: a.sum + sign * b.sum,
    sumSquares: a.sumSquares + sign * b.sumSquares,
    before: a.before + sign * b.before,
    beforeSquares: a.beforeSquares + sign * b.beforeSquares,
    product: a.product + sign * b.product,
  };
}

function cellsOf({ variant, context, reassigned, joined, goals }: Trial): readonly Omit<SumCell, "experience">[] {
  if (joined) return [];
  if (reassigned) return [{ variant, goal: REASSIGNED, ...NO_SUMS, n: 1 }];
  const reached = Object.entries(goals).map(([goal, [value, before]]) => ({
    variant,
    goal,
    n: 1,
    sum: value,
    sumSquares: value ** 2,
    before,
    beforeSquares: before ** 2,
    product: value * before,
  }));
  const apart = context === undefined ? [] : reached.map((cell) => ({ ...cell, goal: inContext(cell.goal, context) }));
  return [{ variant, goal: UNITS, ...NO_SUMS, n: 1 }, ...reached, ...apart];
}
