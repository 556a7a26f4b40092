import type * as blocking from "./blocking/page.ts";
import { refreshSoon } from "./decisions.ts";
import { on, silently } from "./events.ts";
import { load } from "./load.ts";
import { standing } from "./standing.ts";
import { call, hear } from "./transport.ts";

let loading: Promise<unknown> | undefined;

/** Loads what holds back, lets go, clears and tells, once a page. */
function loadPage(): Promise<unknown> {
  return (loading ??= silently(load<typeof blocking>(CHUNKS.page).then(({ start }) => start({ standing, call, hear, refreshSoon, load }))));
}

/** Watches the page where there is anything to watch; who asks next waits for other consent managers to be heard. */
export async function watchPage(): Promise<void> {
  on("consent", ({ page }) => void (page && loadPage()));
  if (window.earnest?.gate || document.querySelector("[data-earnest-purpose]")) void loadPage();
  if (!["__gpp", "__tcfapi", "__uspapi"].some((name) => name in window)) return;
  // Until they have been read, it is as if they could not be read: that removes permission.
  hear("gpp=;tcf=");
  await loadPage();
}
