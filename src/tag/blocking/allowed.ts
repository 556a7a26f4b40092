import type { PageSite } from "../../core/consent/page/page-site.ts";
import type { Consent } from "../contract.ts";

/** The classes that Global Privacy Control stops. */
const BY_GPC = /^(advertising|sale-share)$/;

/** Not a no: nobody has said anything yet, or nobody could be asked. */
const OPEN = /^(unknown|no-pass)$/;

/** True where a purpose may run on this page now: it is allowed, and the browser does not say otherwise since. */
export function isAllowed(site: PageSite, { allowed }: Consent, gpc: boolean, purpose: string): boolean {
  return allowed[purpose] === true && !(gpc && BY_GPC.test(site.purposes[purpose]?.class ?? ""));
}

/** True where it is certain that a purpose may not run: only then what it keeps on the device is cleared away. */
export function isRefused({ allowed, state, why }: Consent, purpose: string): boolean {
  return allowed[purpose] === false && !(state[purpose] === "unknown" && OPEN.test(why[purpose] ?? "unknown"));
}
