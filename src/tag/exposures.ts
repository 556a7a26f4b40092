import { beacon } from "./transport.ts";

/** Half of a slot for one second: then it was seen. */
const SHARE = 0.5;
const SECOND = 1000;
const BATCH = 20;

const tokens = new Map<Element, string>();
const timers = new WeakMap<Element, ReturnType<typeof setTimeout>>();
const spent = new Set<string>();
let unsent: string[] = [];

const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, intersectionRatio } of entries) {
      clearTimeout(timers.get(target));
      if (intersectionRatio >= SHARE && isWatched()) timers.set(target, setTimeout(count, SECOND, target));
    }
  },
  { threshold: SHARE },
);

/** Waits until the slot was really seen, then counts the token, once. */
export function watch(slot: Element, token: string): void {
  tokens.set(slot, token);
  observer.observe(slot);
}

export function unwatch(slot: Element): void {
  pause(slot);
  tokens.delete(slot);
}

/** True when the page view behind this token was counted already. */
export function isCounted(token: string | null | undefined): boolean {
  return spent.has(token ?? "");
}

/** After a withdrawal nothing seen before it is reported any more. */
export function dropUnsent(): void {
  unsent = [];
}

/** Starts looking again when the page is shown, and reports when it is hidden. */
export function followVisibility(): void {
  const look = () => {
    for (const slot of tokens.keys()) {
      pause(slot);
      observer.observe(slot);
    }
    if (document.hidden) report();
  };
  document.addEventListener("visibilitychange", look);
  document.addEventListener("prerenderingchange", look);
}

function pause(slot: Element): void {
  clearTimeout(timers.get(slot));
  observer.unobserve(slot);
}

function count(slot: Element): void {
  const token = tokens.get(slot);
  unwatch(slot);
  if (!token || spent.has(token)) return;
  spent.add(token);
  unsent.push(token);
  if (unsent.length > BATCH) report();
}

function report(): void {
  if (unsent.length > 0 && beacon("/v1/exposures", { exposures: unsent })) unsent = [];
}

function isWatched(): boolean {
  return !document.hidden && !document.prerendering;
}
