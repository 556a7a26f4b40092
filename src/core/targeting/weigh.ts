import type { CompiledExperience } from "../program/compiled-experience.ts";
import type { CompiledProgram } from "../program/compiled.ts";
import { inContext } from "../program/contexts.ts";
import type { VariantWeights } from "../program/weights.ts";
import { bestChances } from "./statistics/bandit.ts";
import { momentsOf, type Moments } from "./statistics/sample.ts";
import { NO_SUMS, type SumCell, type Sums } from "./trial-sums.ts";

/** Until every variant has this many units, all are drawn alike. */
export const LEAST_UNITS = 100;
/** No variant is drawn for a smaller share of units, so that one that had bad luck can still recover. */
export const LEAST_SHARE = 0.05;
/** Units are drawn to the ten-thousandth. */
const PARTS = 10_000;

/** The weights a bandit draws by, from what its variants came to: how likely each of them is the best, in a context or for everybody. The same sums always give the same weights. */
export function variantWeights(
  { goals }: Pick<CompiledProgram, "goals">,
  { variants, draw }: CompiledExperience,
  cells: readonly SumCell[],
  context: string | null = null,
): VariantWeights {
  const goal = goals.find(({ key }) => key === draw?.bandit?.goal);
  const name = goal && inContext(goal.key, context);
  const sums = variants.map(({ key }) => cells.find((cell) => cell.variant === key && cell.goal === name) ?? NO_SUMS);
  const isEarly = goal === undefined || sums.some(({ n }) => n < LEAST_UNITS);
  const shares = isEarly
    ? variants.map(() => 1 / variants.length)
    : bestChances(
        sums.map((sum) => believed(sum, goal.value !== null)),
        LEAST_SHARE,
      );
  return Object.fromEntries(inParts(shares).map((share, index) => [variants[index]?.key ?? "", share]));
}

/** A proportion is believed as from one unit more that reached the goal and one that did not, so that none is certain. */
function believed({ n, sum, sumSquares }: Sums, isMean: boolean): Moments {
  return isMean
    ? momentsOf({ n, sum, sumSquares }, "mean")
    : momentsOf({ n: n + 2, sum: sum + 1, sumSquares: sumSquares + 1 }, "proportion");
}

/** Rounded, with what is lost by it given to the largest: together they are all there is. */
function inParts(shares: readonly number[]): readonly number[] {
  const parts = shares.map((share) => Math.round(share * PARTS));
  const rest = PARTS - parts.reduce((sum, part) => sum + part, 0);
  const largest = parts.indexOf(Math.max(...parts));
  return parts.map((part, index) => (index === largest ? part + rest : part) / PARTS);
}
