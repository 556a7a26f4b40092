import { bucketAt } from "../kernel/fnv.ts";
import type { CompiledAsk, CompiledBenefit } from "../program/compiled-ask.ts";

/**
 * The benefit a question is shown with: the first whose audience holds, else by weight one of those for no audience, the same
 * for a unit each time and the first of them where there is none; null where that is the question's own.
 */
export function benefitFor(
  { key, benefits }: Pick<CompiledAsk, "key" | "benefits">,
  unit: string | null,
  holds: (benefit: CompiledBenefit) => boolean,
): CompiledBenefit | null {
  if (benefits.length === 0) return null;
  const own = benefits.find((benefit) => benefit.isForSome && holds(benefit));
  return (
    own ??
    drawn(
      `ask:${key}`,
      benefits.filter(({ isForSome }) => !isForSome),
      unit,
    )
  );
}

function drawn(seed: string, shared: readonly CompiledBenefit[], unit: string | null): CompiledBenefit | null {
  const [first = null] = shared;
  if (unit === null || shared.length < 2) return first;
  let left = bucketAt(seed, unit) * shared.reduce((sum, { weight }) => sum + weight, 0);
  return shared.find(({ weight }) => (left -= weight) < 0) ?? first;
}

/** The kind and the words of a benefit by its key; the question's own where it has none by that. */
export function shownBenefit(ask: CompiledAsk, variant: string | null): Pick<CompiledBenefit, "kind" | "texts"> {
  return ask.benefits.find(({ key }) => key === variant) ?? ask;
}
