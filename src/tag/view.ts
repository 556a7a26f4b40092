/** A first paint is reported only once it is on the screen: some frames after it was made, in ms. */
const REPORTED = 300;

/** Where the timeline stands still between frames, its time is that of the last one (0: there was none). */
const lastFrame = Number(document.timeline.currentTime);
let framed = lastFrame > 0 && performance.now() - lastFrame > 1;
requestAnimationFrame(() => (framed = true));

/** Goes on at once, unless a first paint may be under way: then when it would have been reported. */
export function whenPaintIsKnown(work: () => void): void {
  if (framed && !isPainted()) setTimeout(work, REPORTED);
  else work();
}

/** True where a change cannot be seen to happen: nothing painted yet, or the slot is out of view. */
export function isUnseen(slot: Element): boolean {
  return !isPainted() || !isInView(slot);
}

function isPainted(): boolean {
  return performance.getEntriesByName("first-contentful-paint").length > 0;
}

/** What lies beside the window counts as in view: a carousel may turn to it any moment. */
function isInView(slot: Element): boolean {
  const { top, bottom } = slot.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}
