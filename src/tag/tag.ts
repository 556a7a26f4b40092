import { hideBanner, showBanner } from "./banner.ts";
import { answered, openChoices } from "./choices.ts";
import { followOtherTabs, resendNo, withdraw } from "./choose.ts";
import type { Consent } from "./contract.ts";
import { readChoice } from "./cookie.ts";
import { fillFromMemory, firstView, newView, refreshSoon } from "./decisions.ts";
import { on, silently } from "./events.ts";
import { followVisibility } from "./exposures.ts";
import { renew } from "./renewal.ts";
import { deny, standing } from "./standing.ts";
import { track } from "./track.ts";
import { offerWayBack } from "./way-back.ts";
import { openWhy } from "./why.ts";

type Call = readonly [method: string, ...args: readonly unknown[]];

interface Queue {
  push(call: Call): unknown;
  forEach?(visit: (call: Call) => void): void;
}

declare global {
  interface Window {
    earnest?: { readonly q?: Queue; readonly track?: unknown };
  }
}

function start(): void {
  on("consent", ({ noticeDue }) => {
    if (noticeDue) void silently(showBanner());
    else hideBanner();
    void silently(offerWayBack());
  });
  followVisibility();
  followOtherTabs();
  document.addEventListener("click", follow);
  addEventListener("popstate", refreshSoon);
  addEventListener("pageshow", ({ persisted }) => void (persisted && silently(comeBack())));
  fillFromMemory();
  const begun = silently(resendNo()).then(firstView);
  publish({
    /** What the person allows; after a choice made here, that choice at once. */
    consent: (): Promise<Consent> => begun.then(standing),
    /** Announces a new view (single-page navigation) and answers with its decisions. */
    decide: newView,
    on,
    track,
    choices: () => openChoices(),
    withdraw: () => answered(withdraw()),
  });
}

/** Marked buttons and links of the page, wherever and whenever it put them. */
function follow(event: MouseEvent): void {
  const at = (mark: string) => (event.target as Element).closest(`[data-earnest-${mark}]`);
  const why = at("why");
  if (why) void silently(openWhy(why));
  if (at("choices")) {
    event.preventDefault();
    void openChoices();
  }
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
function publish(functions: Readonly<Record<string, (...args: never[]) => unknown>>): void {
  const run = ([method, ...args]: Call) => functions[method]?.(...(args as never[]));
  window.earnest?.q?.forEach?.(run);
  window.earnest = { ...functions, q: { push: run } };
}

if (!window.earnest?.track) start();
