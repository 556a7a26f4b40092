import { bucketAt } from "../kernel/fnv.ts";
import type { CompiledDraw } from "../program/compiled-experiment.ts";

/** Units outside of an experiment. */
export const OUTSIDE = -1;

/** The index of the variant a unit is assigned to; `OUTSIDE` where it is in none, now or for good. */
export function drawVariant(draw: CompiledDraw, unit: string, now: number): number {
  for (const { key, from, to } of draw.namespaces) {
    const place = bucketAt(`__${key}`, unit, 1);
    if (place < from || place >= to) return OUTSIDE;
  }
  const coverage = coverageAt(draw, now);
  const position = bucketAt(draw.seed, unit, draw.hashVersion);
  for (let index = 0; index < draw.starts.length; index++) {
    const start = draw.starts[index] ?? 1;
    if (position >= start && position < start + coverage * (draw.weights[index] ?? 0)) return index;
  }
  return OUTSIDE;
}

/** The share of the range of each variant that is drawn at an instant. */
export function coverageAt({ ramp }: CompiledDraw, now: number): number {
  let coverage = 0;
  for (const step of ramp) if (step.at <= now) coverage = step.coverage;
  return coverage;
}

/** True for a unit that a holdout keeps out. */
export function isHeldOut(holdout: { readonly key: string; readonly share: number }, unit: string): boolean {
  return bucketAt(`holdout:${holdout.key}`, unit) < holdout.share;
}
