/** True when a request to this absolute address is stopped. Of an element's source the value is kept, until it may load. */
export type Gate = (href: string, element?: unknown, value?: unknown) => boolean;

/** What holds requests back before the tag runs, and is taken over by it. */
export interface Gated {
  /** Elements whose source was stopped, with that source. */
  held: [element: HTMLElement, value: string][];
  gate: Gate;
}

type Method = (this: object, ...args: unknown[]) => unknown;

const link = document.createElement("a");

/** An address as the browser would request it; what is none stays as it is. */
export function absolute(address: unknown): string {
  link.href = address as string;
  return link.href;
}

/**
 * Puts a gate before what code on a page can request: sources of scripts, frames and images, fetch, XMLHttpRequest and
 * beacons. The gate is looked up at each request, so that another can take its place.
 */
export function installGate(page: Gated): void {
  const stops = (address: unknown, element?: unknown) => page.gate(absolute((address as Request).url ?? address), element, address);
  /** `stopped` answers in the native method's place, unless with undefined. */
  const guard = (owner: object, name: string, stopped: Method) => {
    const methods = owner as Record<string, Method>;
    const native = methods[name] as Method;
    methods[name] = function (...args) {
      const answer = stopped.apply(this, args);
      return answer === undefined ? native.apply(this, args) : answer;
    };
  };
  const elements = [HTMLScriptElement, HTMLIFrameElement, HTMLImageElement];
  for (const { prototype } of elements) {
    const native = Object.getOwnPropertyDescriptor(prototype, "src") as PropertyDescriptor;
    Object.defineProperty(prototype, "src", {
      ...native,
      set(value) {
        if (!stops(value, this)) native.set?.call(this, value);
      },
    });
  }
  guard(Element.prototype, "setAttribute", function (name, value) {
    return /^src$/i.test(name as string) && elements.some((type) => this instanceof type) && stops(value, this) ? null : undefined;
  });
  guard(window, "fetch", (request) => (stops(request) ? Promise.reject(new TypeError()) : undefined));
  guard(Navigator.prototype, "sendBeacon", (address) => (stops(address) ? false : undefined));
  guard(XMLHttpRequest.prototype, "open", function (_, address) {
    const stopped = { configurable: true, value: () => (this as XMLHttpRequest).dispatchEvent(new Event("error")) };
    if (stops(address)) Object.defineProperty(this, "send", stopped);
    else delete (this as Partial<XMLHttpRequest>).send;
  });
}
