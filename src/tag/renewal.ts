import type { Consent } from "./contract.ts";
import { silently } from "./events.ts";
import { oneAtATime } from "./lock.ts";
import { currentTurn, isBelieved, learn } from "./standing.ts";
import { call } from "./transport.ts";

/** After a failed renewal, in seconds. */
const RETRY = 60;

let timer: ReturnType<typeof setTimeout> | undefined;

/** Renews after so many seconds, off the hot path and while the page is visible. */
export function renewIn(seconds: number | null | undefined): void {
  clearTimeout(timer);
  if (seconds) timer = setTimeout(renewWhenVisible, seconds * 1000);
}

export async function renew(): Promise<void> {
  const turn = currentTurn();
  renewIn(RETRY);
  const { consent, renewAfter } = await oneAtATime(() =>
    call<{ consent: Consent; renewAfter?: number | null }>("POST", "/v1/consent/renew", {}),
  );
  if (isBelieved(turn)) learn(consent);
  renewIn(renewAfter);
}

function renewWhenVisible(): void {
  if (document.hidden) document.addEventListener("visibilitychange", renewWhenVisible, { once: true });
  else void silently(renew());
}
