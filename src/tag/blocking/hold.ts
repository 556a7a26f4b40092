import { absolute, installGate, LATER, type Gated } from "./gate.ts";
import { guardSockets } from "./sockets.ts";

type MayLoad = (href: string) => boolean;

/**
 * Takes the gate over from the stub, or puts one up where no stub stands. A pixel that was refused is not kept for later:
 * it would speak of a page view that is past.
 */
export function takeOver(mayLoad: MayLoad, isRefused: (href: string) => boolean): Gated {
  const before: Partial<Gated> = window.earnest ?? {};
  const gate: Gated["gate"] = (href, held) => {
    const stopped = !mayLoad(href);
    if (stopped && held && !(held[0] instanceof HTMLImageElement && isRefused(href))) page.held.push(held);
    return stopped;
  };
  const isThere = before.gate !== undefined;
  const page: Gated = Object.assign(before, { gate, held: before.held ?? [] });
  if (!isThere) installGate(page);
  guardSockets(page);
  return page;
}

/**
 * Lets go what may load now, in the order in which it was stopped; what may not is kept again on its way. A script that was
 * written as text is not run later: it might write over the page.
 */
export function release(page: Gated): void {
  for (const [element, value, name] of page.held.splice(0)) Object.assign(element, { [name]: value });
  for (const name of ["src", "srcset"]) {
    const later = LATER + name;
    for (const element of document.querySelectorAll(`[${later}]:not(script)`)) {
      const value = element.getAttribute(later) ?? "";
      element.removeAttribute(later);
      element.setAttribute(name, value);
    }
  }
}

/** Takes frames away that may not load, however they came into the page, or that may not any more. */
export function unloadFrames(page: Gated, mayLoad: MayLoad): void {
  for (const frame of document.getElementsByTagName("iframe")) {
    const { src } = frame;
    if (!src || mayLoad(absolute(src))) continue;
    frame.src = "about:blank";
    page.held.push([frame, src, "src"]);
  }
}
