import type { Ask, AskAnswered, Consent, Decisions, Notice } from "./contract.ts";

interface Events {
  decision: Decisions;
  consent: Consent;
  /** A question to put, or null; that it was seen; and what came of it. */
  ask: Ask | null | undefined;
  asked: Ask;
  answered: AskAnswered;
  error: unknown;
  notice: Notice;
}

type Listener = readonly [name: string, listener: (payload: never) => void];

const listeners = new Set<Listener>();

/** Calls `listener` for every event of that name until the returned function is called. */
export function on<Name extends keyof Events>(name: Name, listener: (payload: Events[Name]) => void): () => void {
  const entry = [name, listener] as const;
  listeners.add(entry);
  return () => void listeners.delete(entry);
}

/** Tells the listeners; in a microtask, so that a throw in the page's code cannot stop the tag. */
export function emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void {
  for (const [heard, listener] of listeners) if (heard === name) queueMicrotask(() => listener(payload as never));
}

/** For work whose failure was told as an `error` event already: the page keeps what it has. */
export function silently(work: Promise<unknown>): Promise<unknown> {
  return work.catch(() => null);
}
