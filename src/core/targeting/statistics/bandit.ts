import { normalCdf } from "./distributions.ts";
import type { Moments } from "./sample.ts";

const STEPS = 2_000;
const REACH = 6;

/**
 * How likely each variant is the best, from what is believed of their means: the weights of Thompson sampling (Thompson,
 * Biometrika 25, 1933), by quadrature instead of by drawing, so that the same rollups always give the same weights. A
 * variant nobody has seen twice is as likely as any other. No weight falls below `least`.
 */
export function bestChances(arms: readonly Moments[], least: number): readonly number[] {
  if (arms.length === 0) return [];
  const even = 1 / arms.length;
  if (arms.some(({ n, variance }) => n < 2 || variance <= 0)) return arms.map(() => even);
  const held = arms.map(({ mean, variance, n }) => ({ mean, deviation: Math.sqrt(variance / n) }));
  const chances = integrate(held);
  const total = chances.reduce((sum, chance) => sum + chance, 0);
  const floor = Math.min(least, even);
  return chances.map((chance) => floor + (1 - floor * arms.length) * (chance / total));
}

/** P(arm i is the largest) = ∫ density of i × Π distribution of the others; trapezoids over all that is likely. */
function integrate(held: readonly { readonly mean: number; readonly deviation: number }[]): readonly number[] {
  const low = Math.min(...held.map(({ mean, deviation }) => mean - REACH * deviation));
  const high = Math.max(...held.map(({ mean, deviation }) => mean + REACH * deviation));
  const narrowest = Math.min(...held.map(({ deviation }) => deviation));
  const steps = Math.min(50_000, Math.max(STEPS, Math.ceil(((high - low) / narrowest) * 4)));
  const chances = held.map(() => 0);
  for (let step = 0; step <= steps; step++) {
    const x = low + ((high - low) * step) / steps;
    const below = held.map(({ mean, deviation }) => normalCdf((x - mean) / deviation));
    for (const [at, { mean, deviation }] of held.entries()) {
      const others = below.reduce((product, value, other) => (other === at ? product : product * value), 1);
      const standard = (x - mean) / deviation;
      chances[at] = (chances[at] ?? 0) + (Math.exp((-standard * standard) / 2) / deviation) * others;
    }
  }
  return chances;
}
