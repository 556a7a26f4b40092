/** FNV-1a, 32 bits, over UTF-16 code units (Fowler, Noll and Vo), as GrowthBook's SDKs use it. */
function fnv1a32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** Where a unit falls in [0, 1) for a seed: GrowthBook's hash version 2, so that assignments carry over. */
export function bucketAt(seed: string, unit: string): number {
  return (fnv1a32(`${fnv1a32(seed + unit)}`) % 10_000) / 10_000;
}

/** The index a position in [0, 1) picks among weights; −1 when no weight is above 0. */
export function pickWeighted(weights: readonly number[], position: number): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total <= 0) return -1;
  let edge = 0;
  for (const [index, weight] of weights.entries()) {
    edge += weight / total;
    if (position < edge && weight > 0) return index;
  }
  return weights.findLastIndex((weight) => weight > 0);
}
