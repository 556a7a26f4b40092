import type { Watched } from "./watched.ts";

/** Half of a slot for one second: then it was seen. */
const SHARE = 0.5;
const SECOND = 1000;
const BATCH = 20;

/** Counts slots that are seen, looks again when the page is shown, and reports when it is hidden. */
export function start(watched: Watched): void {
  if (watched.look) return watched.look();
  const { tokens, spent, unsent, address } = watched;
  const timers = new Map<Element, ReturnType<typeof setTimeout>>();
  const observed = new Set<Element>();

  const report = () => {
    if (unsent.size > 0 && navigator.sendBeacon(address("/v1/exposures"), JSON.stringify({ exposures: [...unsent] }))) unsent.clear();
  };
  const count = (slot: Element) => {
    const token = tokens.get(slot);
    tokens.delete(slot);
    look();
    if (!token || spent.has(token)) return;
    spent.add(token);
    unsent.add(token);
    if (unsent.size > BATCH) report();
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, intersectionRatio } of entries) {
        clearTimeout(timers.get(target));
        if (intersectionRatio >= SHARE && isWatched()) timers.set(target, setTimeout(count, SECOND, target));
      }
    },
    { threshold: SHARE },
  );
  const pause = (slot: Element) => {
    clearTimeout(timers.get(slot));
    timers.delete(slot);
    observer.unobserve(slot);
    observed.delete(slot);
  };
  const look = () => {
    for (const slot of observed) if (!tokens.has(slot)) pause(slot);
    for (const slot of tokens.keys()) {
      if (!observed.has(slot)) observer.observe(slot);
      observed.add(slot);
    }
  };
  const lookAnew = () => {
    observed.forEach(pause);
    look();
    if (document.hidden) report();
  };
  watched.look = look;
  document.addEventListener("visibilitychange", lookAnew);
  document.addEventListener("prerenderingchange", lookAnew);
  look();
}

function isWatched(): boolean {
  return !document.hidden && !document.prerendering;
}
