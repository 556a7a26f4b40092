import type { Gate } from "./blocking/gate.ts";
import { changePerson, choose, followOtherTabs, resendNo, withdraw } from "./choose.ts";
import type { Choices, Consent, Method } from "./contract.ts";
import { readChoice } from "./cookie.ts";
import { fillFromMemory, firstView, newView, refreshSoon } from "./decisions.ts";
import { on, silently } from "./events.ts";
import { load } from "./load.ts";
import { loadNotice } from "./notice.ts";
import { renew } from "./renewal.ts";
import { watchPage } from "./page.ts";
import type * as signing from "./signing.ts";
import { deny, standing } from "./standing.ts";
import { track } from "./track.ts";
import { call } from "./transport.ts";

type Call = readonly [method: string, ...args: readonly unknown[]];
type Functions = Readonly<Record<string, (...args: never[]) => unknown>>;

interface Queue {
  push(call: Call): unknown;
  forEach?(visit: (call: Call) => void): void;
}

declare global {
  interface Window {
    earnest?: { q?: Queue; readonly track?: unknown; gate?: Gate };
  }
}

/** Starts the tag, once a page. `draw` may listen before the first event, and adds functions for the page or replaces some. */
export function start(draw: () => Functions = () => ({})): void {
  if (window.earnest?.track) return;
  const drawn = draw();
  followOtherTabs();
  addEventListener("popstate", refreshSoon);
  addEventListener("pageshow", ({ persisted }) => void (persisted && silently(comeBack())));
  fillFromMemory();
  const begun = Promise.all([silently(resendNo()), watchPage()]).then(firstView);
  publish({
    /** What the person allows; after a choice made here, that choice at once. */
    consent: (): Promise<Consent> => begun.then(standing),
    /** Announces a new view (single-page navigation) and answers with its decisions. */
    decide: newView,
    on,
    track,
    notice: loadNotice,
    choose: (chosen: Choices, method: Method = "api") => choose(chosen, method),
    withdraw,
    signIn: (voucher: signing.Voucher) => sign("token", voucher),
    signOut: () => sign("sign-out"),
    ...drawn,
  });
}

function sign(how: "token" | "sign-out", voucher?: signing.Voucher): Promise<void> {
  return load<typeof signing>(CHUNKS.signing).then(({ sign: run }) => run(call, changePerson, how, voucher));
}

/** Back from the browser's memory: the choice may have changed meanwhile. */
async function comeBack(): Promise<void> {
  const { allowed } = standing();
  const refused = readChoice().no.filter((purpose) => allowed[purpose]);
  if (refused.length > 0) deny(refused);
  await silently(resendNo());
  await renew();
}

/** Puts the functions in place of the waiting line and makes the calls that wait in it. */
function publish(functions: Functions): void {
  const run = ([method, ...args]: Call) => functions[method]?.(...(args as never[]));
  window.earnest?.q?.forEach?.(run);
  // The stub's own object stays: what it has put before the page's requests looks there.
  window.earnest = Object.assign(window.earnest ?? {}, functions, { q: { push: run } });
}
