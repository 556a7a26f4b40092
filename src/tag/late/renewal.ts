import type { choose } from "../choose.ts";
import type { Consent } from "../contract.ts";
import type { Lent } from "../lent.ts";
import { oneAtATime } from "../lock.ts";
import type { loadNotice } from "../notice.ts";

/** What every page may call. */
interface Page {
  readonly choose: typeof choose;
  readonly notice: typeof loadNotice;
}

/** After a failed renewal, in seconds. */
const RETRY = 60;

let waiting = false;

/** Sends a no again that could not be delivered, then renews: off the hot path, and while the page is visible. */
export async function start(lent: Lent): Promise<void> {
  await resendNo(lent).catch(() => null);
  if (!document.hidden) return renew(lent);
  lent.renewIn(null);
  if (waiting) return;
  waiting = true;
  const again = () => {
    waiting = false;
    void start(lent).catch(() => null);
  };
  document.addEventListener("visibilitychange", again, { once: true });
}

async function resendNo({ readChoice }: Lent): Promise<void> {
  const { no, unsettled } = readChoice();
  if (!unsettled) return;
  const page = window.earnest as unknown as Page;
  const { purposes } = await page.notice();
  // A partner and the limit to sensitive data are no purposes; a purpose the program gave up is left out.
  const known = no.filter((key) => /^[@!]/.test(key) || purposes.some((purpose) => purpose.choice && purpose.key === key));
  await page.choose(Object.fromEntries(known.map((key) => [key, false])), "settings");
}

async function renew({ call, believer, learn, renewIn }: Lent): Promise<void> {
  const isBelieved = believer();
  renewIn(RETRY);
  const { consent, renewAfter } = await oneAtATime(() =>
    call<{ consent: Consent; renewAfter?: number | null }>("POST", "/v1/consent/renew", {}),
  );
  if (isBelieved()) learn(consent);
  renewIn(renewAfter);
}
