import type { CompiledAsk } from "../program/compiled-ask.ts";
import type { NoEffect } from "./statistics/effect.ts";
import { momentsOf } from "./statistics/sample.ts";
import { compare, FEWEST, ratioOf, told, type Compared, type SampleRatio } from "./results.ts";

/** People who were asked with one benefit ('' for the question's own), apart from those who saw another one later. */
export interface AskCount {
  readonly variant: string;
  readonly reassigned: 0 | 1;
  readonly asked: number;
  readonly answered: number;
  /** Who said no, and did not answer later. */
  readonly refused: number;
}

/** What became of a question with one of its benefits; a number of fewer than ten people is null. */
export interface AskResult {
  /** Null for the question's own. */
  readonly variant: string | null;
  readonly asked: number | null;
  readonly answered: number | null;
  readonly refused: number | null;
  /** Of those asked, the share that answered. */
  readonly rate: number | null;
  /** Against the first that is drawn; `not-drawn` for one that an audience gets, or everybody. */
  readonly compared: Compared | NoEffect | "control" | "not-drawn";
}

export interface AskResults {
  readonly ask: string;
  readonly control: string | null;
  /** How likely people would be spread like this, had the weights been followed; null where none is drawn, or few were asked. */
  readonly sampleRatio: SampleRatio | null;
  /** Who saw more than one benefit; they are in no other number. */
  readonly reassigned: number | null;
  readonly variants: readonly AskResult[];
}

type Counted = Pick<AskCount, "asked" | "answered" | "refused">;
const NOBODY: Counted = { asked: 0, answered: 0, refused: 0 };

/** What a question came to by its benefits; answers are compared among those that are drawn by weight. `alpha` is the error allowed. */
export function askResultsOf({ key, benefits }: CompiledAsk, counts: readonly AskCount[], alpha: number): AskResults {
  const at = (variant: string): Counted => sumOf(counts.filter((count) => count.variant === variant && count.reassigned === 0));
  const drawn = benefits.filter(({ isForSome }) => !isForSome);
  const isCompared = drawn.length > 1;
  const control = isCompared ? (drawn[0]?.key ?? null) : null;
  const own = drawn.length === 0 || at("").asked > 0 ? [null] : [];
  return {
    ask: key,
    control,
    sampleRatio: isCompared
      ? ratioOf(
          drawn.map((benefit) => at(benefit.key).asked),
          drawn.map(({ weight }) => weight),
        )
      : null,
    reassigned: told(sumOf(counts.filter(({ reassigned }) => reassigned === 1)).asked),
    variants: [...benefits.map((benefit) => benefit.key), ...own].map((variant) => {
      const isDrawn = isCompared && drawn.some((benefit) => benefit.key === variant);
      const counted = at(variant ?? "");
      return {
        variant,
        ...toldOf(counted),
        compared: isDrawn ? against(control, variant, at(control ?? ""), counted, alpha) : "not-drawn",
      };
    }),
  };
}

function against(control: string | null, variant: string | null, base: Counted, counted: Counted, alpha: number): AskResult["compared"] {
  if (Math.min(counted.answered, base.answered) < FEWEST) return "too-few";
  return variant === control ? "control" : compare(shareOf(base), shareOf(counted), alpha);
}

function shareOf({ asked, answered }: Counted): ReturnType<typeof momentsOf> {
  return momentsOf({ n: asked, sum: answered, sumSquares: answered }, "proportion");
}

function toldOf({ asked, answered, refused }: Counted): Omit<AskResult, "variant" | "compared"> {
  const rate = answered < FEWEST ? null : answered / asked;
  return { asked: told(asked), answered: told(answered), refused: told(refused), rate };
}

function sumOf(counts: readonly Counted[]): Counted {
  return counts.reduce(
    (sum, { asked, answered, refused }) => ({
      asked: sum.asked + asked,
      answered: sum.answered + answered,
      refused: sum.refused + refused,
    }),
    NOBODY,
  );
}
