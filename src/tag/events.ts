import type { Consent, Decisions, Notice } from "./contract.ts";

interface Events {
  decision: Decisions;
  consent: Consent;
  error: unknown;
  notice: Notice;
}

type Listeners = { [Name in keyof Events]: Set<(payload: Events[Name]) => void> };

const listeners: Listeners = { decision: new Set(), consent: new Set(), error: new Set(), notice: new Set() };

/** Calls `listener` for every event of that name until the returned function is called. */
export function on<Name extends keyof Events>(name: Name, listener: (payload: Events[Name]) => void): () => void {
  listeners[name].add(listener);
  return () => void listeners[name].delete(listener);
}

/** Tells the listeners; in a microtask, so that a throw in the page's code cannot stop the tag. */
export function emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void {
  for (const listener of listeners[name]) queueMicrotask(() => listener(payload));
}

/** For work whose failure was told as an `error` event already: the page keeps what it has. */
export function silently(work: Promise<unknown>): Promise<unknown> {
  return work.catch(() => null);
}
