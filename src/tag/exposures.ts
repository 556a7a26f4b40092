import type { Watched } from "./exposure/watched.ts";
import { begin } from "./load.ts";
import { address } from "./transport.ts";

export const watched: Watched = { tokens: new Map(), spent: new Set(), unsent: new Set(), address };

/** Waits until the slot was really seen, then counts the token, once. */
export function watch(slot: Element, token: string): void {
  watched.tokens.set(slot, token);
  void begin("seen");
}

export function unwatch(slot: Element): void {
  watched.tokens.delete(slot);
  watched.look?.();
}

/** True when the page view behind this token was counted already. */
export function isCounted(token: string | null | undefined): boolean {
  return watched.spent.has(token);
}

/** After a withdrawal nothing seen before it is reported any more. */
export function dropUnsent(): void {
  watched.unsent.clear();
}
