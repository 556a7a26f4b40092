import type { Lent } from "../lent.ts";
import { watchUse } from "./use.ts";
import type { Watched } from "./watched.ts";

/** Half of a slot for one second: then it was seen. */
const SHARE = 0.5;
const SECOND = 1000;
const BATCH = 20;

/** Starts once a page; from then on it looks at the slots again. A tag that is older lends nothing but what is watched. */
export function start(lent: Lent | Watched): void {
  const whole = isLent(lent) ? lent : null;
  const watched = isLent(lent) ? lent.watched : lent;
  if (watched.look) watched.look();
  else watchSlots(watched, whole ? watchUse(whole) : () => undefined);
}

/** Counts slots that are seen, looks again when the page is shown, and reports when it is hidden; `offer` goes with each look. */
function watchSlots(watched: Watched, offer: () => void): void {
  const { tokens, spent, unsent, address } = watched;
  const timers = new Map<Element, ReturnType<typeof setTimeout>>();
  const observed = new Set<Element>();
  const report = () => {
    if (unsent.size > 0 && navigator.sendBeacon(address("/v1/exposures"), JSON.stringify({ exposures: [...unsent] }))) unsent.clear();
  };
  const isDue = (slot: Element) => tokens.has(slot) && !spent.has(tokens.get(slot));
  const count = (slot: Element) => {
    const token = tokens.get(slot);
    if (token && isDue(slot)) for (const list of [spent, unsent]) list.add(token);
    look();
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
    offer();
    for (const slot of observed) if (!isDue(slot)) pause(slot);
    for (const slot of tokens.keys()) if (isDue(slot)) observed.add(slot);
    for (const slot of observed) observer.observe(slot);
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

function isLent(lent: Lent | Watched): lent is Lent {
  return (lent as Partial<Lent>).watched !== undefined;
}

function isWatched(): boolean {
  return !document.hidden && !document.prerendering;
}
