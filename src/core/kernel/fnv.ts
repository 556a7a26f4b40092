/** FNV-1a, 32 bits, over UTF-16 code units (Fowler, Noll and Vo). */
export function fnv1a32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** Where a unit falls in [0, 1) for a seed, by GrowthBook's hash of a version (FNV-1a): assignments carry over. */
export function bucketAt(seed: string, unit: string, hashVersion: 1 | 2 = 2): number {
  if (hashVersion === 1) return (fnv1a32(unit + seed) % 1_000) / 1_000;
  return (fnv1a32(`${fnv1a32(seed + unit)}`) % 10_000) / 10_000;
}
