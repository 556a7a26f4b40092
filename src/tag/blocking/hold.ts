import { absolute, installGate, type Gated } from "./gate.ts";

type MayLoad = (href: string) => boolean;

/**
 * Takes the gate over from the stub, or puts one up where no stub stands. A pixel that was refused is not kept for later:
 * it would speak of a page view that is past.
 */
export function takeOver(mayLoad: MayLoad, isRefused: (href: string) => boolean): Gated {
  const before: Partial<Gated> = window.earnest ?? {};
  const gate: Gated["gate"] = (href, element, value) => {
    const stopped = !mayLoad(href);
    const isKept = !(element instanceof HTMLImageElement && isRefused(href));
    if (stopped && element && isKept) page.held.push([element as HTMLElement, value as string]);
    return stopped;
  };
  const isThere = before.gate !== undefined;
  const page: Gated = Object.assign(before, { gate, held: before.held ?? [] });
  if (!isThere) installGate(page);
  return page;
}

/** Lets go what may load now, in the order in which it was stopped; what may not is kept again on its way. */
export function release(page: Gated): void {
  for (const [element, value] of page.held.splice(0)) Object.assign(element, { src: value });
}

/** Takes frames away that code of the page put there and that may not load any more. */
export function unloadFrames(page: Gated, mayLoad: MayLoad): void {
  for (const frame of document.querySelectorAll("iframe")) {
    const { src } = frame;
    if (!src || mayLoad(absolute(src))) continue;
    frame.src = "about:blank";
    page.held.push([frame, src]);
  }
}
