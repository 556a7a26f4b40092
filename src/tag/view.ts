/** True where a change cannot be seen to happen: nothing painted yet, or the slot is out of view. */
export function isUnseen(slot: Element): boolean {
  return !performance.getEntriesByName("first-contentful-paint")[0] || !isInView(slot);
}

function isInView(slot: Element): boolean {
  const { top, bottom, left, right } = slot.getBoundingClientRect();
  return bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
}
