/** How much of it, and for how long, in ms. */
const SHARE = 0.5;
const SECOND = 1000;

/** Tells once that half of a card was on the screen for a second, on a page that was looked at. */
export function whenSeen(card: Element, told: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isInView = false;
  const count = () => {
    clearTimeout(timer);
    if (isInView && !document.hidden && !document.prerendering) timer = setTimeout(done, SECOND);
  };
  const observer = new IntersectionObserver(
    (entries) => {
      isInView = (entries.at(-1)?.intersectionRatio ?? 0) >= SHARE;
      count();
    },
    { threshold: SHARE },
  );
  const stop = () => {
    clearTimeout(timer);
    observer.disconnect();
    document.removeEventListener("visibilitychange", count);
    document.removeEventListener("prerenderingchange", count);
  };
  function done(): void {
    stop();
    told();
  }
  document.addEventListener("visibilitychange", count);
  document.addEventListener("prerenderingchange", count);
  observer.observe(card);
  return stop;
}
