import { on } from "./events.ts";
import { begin } from "./load.ts";
import { hear } from "./transport.ts";

/** Loads what holds back, lets go, clears and tells; it starts once a page. */
function loadPage(): Promise<void> {
  return begin("page");
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
