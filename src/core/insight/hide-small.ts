/** No published number is of fewer people than this. */
export const LEAST = 10;

/**
 * Hides the small cells of a split whose total may be known: a cell is left out as a whole when one of its counts is under
 * ten, and further ones, the smallest first, until each count of what is left out adds up to ten or more. A total minus
 * what is shown then never gives a small cell away.
 */
export function hideSmall(cells: ReadonlyMap<string, readonly number[]>): ReadonlyMap<string, readonly number[]> {
  const present = [...cells].filter(([, counts]) => counts.some((count) => count > 0));
  const hidden = present.filter(([, counts]) => counts.some((count) => count < LEAST)).map(([, counts]) => counts);
  const shown = present.filter(([, counts]) => counts.every((count) => count >= LEAST)).toSorted(([, a], [, b]) => total(a) - total(b));
  while (hidden.length > 0 && shown.length > 0 && !addsUp(hidden)) hidden.push(...shown.splice(0, 1).map(([, counts]) => counts));
  return new Map(shown);
}

function addsUp(hidden: readonly (readonly number[])[]): boolean {
  const [first = []] = hidden;
  return first.every((_, at) => hidden.reduce((sum, counts) => sum + (counts[at] ?? 0), 0) >= LEAST);
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
