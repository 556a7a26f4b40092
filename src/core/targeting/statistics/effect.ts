import { ok, refuse, type Result } from "../../kernel/result.ts";
import type { Moments } from "./sample.ts";

/** `absolute` in the goal's own unit, `relative` as a share of what the control came to. */
export type Difference = "absolute" | "relative";

/** What a variant does more than the control. */
export interface Effect {
  readonly estimate: number;
  /** Variance of the estimate; of a relative one by the delta method. */
  readonly variance: number;
  /** Degrees of freedom after Welch and Satterthwaite. */
  readonly freedom: number;
  /** Units of both. */
  readonly n: number;
  /** The control's mean, to which a prior on a relative effect is scaled. */
  readonly base: number;
  readonly difference: Difference;
}

/** Why two samples cannot be compared yet. */
export type NoEffect = "too-few" | "no-variance" | "control-zero";

/** The effect of a variant over the control; refused while there is nothing to compare. */
export function effectOf(control: Moments, variant: Moments, difference: Difference): Result<Effect, NoEffect> {
  if (control.n < 2 || variant.n < 2) return refuse("too-few");
  if (control.variance <= 0 || variant.variance <= 0) return refuse("no-variance");
  if (difference === "relative" && control.mean === 0) return refuse("control-zero");
  const [a, b] = [control.variance / control.n, variant.variance / variant.n];
  const ratio = control.mean;
  return ok({
    estimate: difference === "relative" ? (variant.mean - ratio) / ratio : variant.mean - ratio,
    variance: difference === "relative" ? b / ratio ** 2 + (a * variant.mean ** 2) / ratio ** 4 : a + b,
    freedom: (a + b) ** 2 / (a ** 2 / (control.n - 1) + b ** 2 / (variant.n - 1)),
    n: control.n + variant.n,
    base: control.mean,
    difference,
  });
}
