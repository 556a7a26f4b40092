import { begin } from "./load.ts";

/** After a failed renewal, in seconds. */
const RETRY = 60;

let timer: ReturnType<typeof setTimeout> | undefined;

/** Renews after so many seconds, off the hot path and while the page is visible. */
export function renewIn(seconds: number | null | undefined): void {
  clearTimeout(timer);
  if (seconds) timer = setTimeout(renew, seconds * 1000);
}

/** Sends again what is not settled, and renews. */
export function renew(): Promise<void> {
  renewIn(RETRY);
  return begin("renewal");
}
