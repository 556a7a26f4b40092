import type { Gate } from "./blocking/gate.ts";
import { changePerson, choose, followOtherTabs, withdraw } from "./choose.ts";
import type { Consent } from "./contract.ts";
import { readChoice, refusedOf } from "./cookie.ts";
import { fillFromMemory, firstView, newView, refreshSoon, take } from "./decisions.ts";
import { on } from "./events.ts";
import { watched } from "./exposures.ts";
import { loadNotice } from "./notice.ts";
import type { Lent } from "./lent.ts";
import { begin, lend, load } from "./load.ts";
import { watchPage } from "./page.ts";
import { renew, renewIn } from "./renewing.ts";
import type * as signing from "./signing.ts";
import { note, place } from "./slots.ts";
import { believer, deny, isKnown, learn, standing } from "./standing.ts";
import { track } from "./track.ts";
import { call, hear } from "./transport.ts";

type Call = readonly [method: string, ...args: readonly unknown[]];
type Functions = Readonly<Record<string, (...args: never[]) => unknown>>;

interface Queue {
  push(call: Call): unknown;
  forEach?(visit: (call: Call) => void): void;
}

declare global {
  interface Window {
    earnest?: { q?: Queue; readonly track?: unknown; gate?: Gate; readonly on?: typeof on; readonly decide?: typeof newView };
  }
}

/** Starts the tag, once a page. `draw` may listen before the first event, and adds functions for the page or replaces some. */
export function start(draw?: () => Functions): void {
  if (window.earnest?.track) return;
  const drawn = draw?.();
  followOtherTabs();
  addEventListener("popstate", refreshSoon);
  addEventListener("pageshow", ({ persisted }) => void (persisted && comeBack()));
  const told = document.querySelector("[data-earnest-told]");
  if (!told) fillFromMemory();
  lend({
    call,
    hear,
    believer,
    isKnown,
    learn,
    note,
    place,
    readChoice,
    refreshSoon,
    renewIn,
    standing,
    take,
    watched,
  } satisfies Lent);
  const begun = Promise.all([readChoice().unsettled && renew(), watchPage()]).then((): Promise<unknown> =>
    told ? begin("told") : firstView(),
  );
  publish({
    /** What the person allows; after a choice made here, that choice at once. */
    consent: (): Promise<Consent> => begun.then(standing),
    /** Announces a new view (single-page navigation) and answers with its decisions. */
    decide: newView,
    on,
    track,
    notice: () => loadNotice(),
    choose,
    withdraw,
    signIn: (voucher: signing.Voucher) => load<typeof signing>("signing").then(({ signIn }) => signIn(call, changePerson, voucher)),
    signOut: () => load<typeof signing>("signing").then(({ signOut }) => signOut(call, changePerson)),
    ...drawn,
  });
}

/** Back from the browser's memory: the choice may have changed meanwhile. */
function comeBack(): void {
  const refused = refusedOf(standing());
  if (refused.length > 0) deny(refused);
  void renew();
}

/** Puts the functions in place of the waiting line and makes the calls that wait in it. */
function publish(functions: Functions): void {
  const run = ([method, ...args]: Call) => functions[method]?.(...(args as never[]));
  window.earnest?.q?.forEach?.(run);
  // The stub's own object stays: what it has put before the page's requests looks there.
  window.earnest = Object.assign(window.earnest ?? {}, functions, { q: { push: run } });
}
