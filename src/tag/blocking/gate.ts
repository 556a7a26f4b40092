/** True when a request to this absolute address is stopped. Of an element's source the value is kept, until it may load. */
export type Gate = (href: string, held?: Held) => boolean;

/** An element whose source was stopped, that source, and the attribute it stands in. */
export type Held = readonly [element: HTMLElement, value: string, name: string];

/** What holds requests back before the tag runs, and is taken over by it. */
export interface Gated {
  held: Held[];
  gate: Gate;
}

type Method = (...args: unknown[]) => unknown;

/** Stands before the name of an attribute that was written as text and stopped. */
export const LATER = "data-earnest-";
const WRITTEN = /\ssrc(?=(?:set)?\s*=\s*["']?([^"'>]*))/gi;
const KINDS = ["Script", "IFrame", "Image", "Source", "Media", "Link"] as const;

const link = document.createElement("a");

/** An address as the browser would request it, what is none stays as it is. */
export function absolute(address: unknown): string {
  link.href = address as string;
  return link.href;
}

/**
 * Puts a gate before what code on a page can request: sources of elements, also of those it writes as text; fetch,
 * XMLHttpRequest and beacons. The gate is looked up at each request, so that another can take its place.
 */
export function installGate(page: Gated): void {
  /** Of a set of pictures one is enough: the browser picks. */
  const stops = (address: unknown, held?: Held) =>
    String((address as Request | null)?.url ?? address)
      .split(/[\s,]+/)
      .some((one) => page.gate(absolute(one), held)) || null;
  const holds = (element: Element, name: string, value: unknown) =>
    /^(\w+ src|link href)/.test(`${element.localName} ${name}`) ? stops(value, [element as HTMLElement, value as string, name]) : null;
  guard(window, "fetch", (_, [request]) => stops(request) && Promise.reject(new TypeError()));
  guard(Navigator.prototype, "sendBeacon", (_, [address]) => stops(address) && false);
  guard(XMLHttpRequest.prototype, "open", (self, [, address]) => {
    const request = self as unknown as Partial<XMLHttpRequest> & EventTarget;
    if (stops(address)) request.send = () => void request.dispatchEvent(new Event("error"));
    else delete request.send;
  });
  guard(Element.prototype, "setAttribute", (element, [name, value]) => holds(element, String(name).toLowerCase(), value));
  for (const kind of KINDS) {
    for (const name of ["src", "srcset", "href"]) {
      guard(window[`HTML${kind}Element`].prototype, name, (element, [value]) => holds(element, name, value));
    }
  }
  const sift = (_: unknown, args: unknown[]) => {
    const text = args.pop();
    const sifted = String(text).replace(WRITTEN, (source, value) => (stops(value) ? ` ${LATER}src` : source));
    args.push(sifted === String(text) ? text : sifted);
  };
  for (const name of ["innerHTML", "outerHTML", "insertAdjacentHTML"]) guard(Element.prototype, name, sift);
  guard(Document.prototype, "write", sift);
}

/**
 * What `answer` gives takes the place of what a native function would do or a native setter would set, unless it is nothing;
 * it may change what they are given. Where there is neither, nothing happens.
 */
function guard(owner: object, name: string, answer: (self: Element, args: unknown[]) => unknown): void {
  const native = Object.getOwnPropertyDescriptor(owner, name);
  if (!native) return;
  const what = native.set ? "set" : "value";
  const guarded = new Proxy(native[what] as Method, {
    apply: (run, self, args) => answer(self as Element, args) ?? Reflect.apply(run, self, args),
  });
  Object.defineProperty(owner, name, { [what]: guarded });
}
