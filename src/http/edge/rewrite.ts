import type { Content, FieldValue } from "../../core/program/compiled-experience.ts";

/** What a page is filled with: content by slot, and what the tag is told of it. */
export interface Filling {
  readonly contents: ReadonlyMap<string, Content>;
  /** By slot, the HTML that stands at its end for trust; the Worker's own, and escaped. */
  readonly trust: ReadonlyMap<string, string>;
  readonly told: string;
  /** Slots whose content rests on something of the person: their buttons to ask why are there from the start. */
  readonly explained: ReadonlySet<string>;
  /** Elements that carry slots, such as `section`: a selector without an element costs twice as much. */
  readonly elements: readonly string[];
  readonly url: string;
  /** The nonce of the page's own policy. */
  readonly nonce: string | null;
  /** Called at the end of a page that had no slot, be it one to fill or not; null where nobody asks. */
  readonly slotless: (() => void) | null;
}

const ADDRESSES = ["href", "src"];
const ATTRIBUTES = ["alt", "title", "href", "src"] as const;
/** Elements that run or load code: a slot never writes to them. */
const UNTOUCHED = /^(script|style|iframe|object|embed|link|base|template)$/;
/** Elements without an end: only their attributes are written. */
const VOID = /^(area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/;

/**
 * Fills the slots of a page while it streams by, with text and checked attributes only. Selectors name the slots that are
 * filled, so that nothing else is looked at; only of slots within slots the end has to be known, which is dear.
 */
export function rewrite(response: Response, filling: Filling): Response {
  const { elements, contents, trust, explained, told, nonce, url, slotless } = filling;
  const rewriter = new HTMLRewriter();
  let filled = false;
  let hasSlot = false;
  let content: Content | undefined;
  const inner = (element: Element): void => {
    const outer = content;
    content = undefined;
    element.onEndTag(() => void (content = outer));
  };
  const field = (element: Element): void => {
    const value = content?.[element.getAttribute("data-earnest-field") ?? ""];
    if (value !== undefined) write(element, value, url);
  };
  const nested = elements.flatMap((outer) => elements.map((name) => `${outer}[data-earnest-slot] ${name}[data-earnest-slot]`));
  rewriter.on(nested.join(", "), { element: inner });
  const found = (): void => void (hasSlot = true);
  if (slotless) rewriter.on(elements.map((name) => `${name}[data-earnest-slot]`).join(", "), { element: found });
  for (const [slot, its] of contents) {
    const opened = (): void => {
      content = its;
      filled = true;
    };
    const why = (element: Element): void => {
      if (content === its) element.removeAttribute("hidden");
    };
    for (const name of elements) {
      rewriter.on(`${name}[data-earnest-slot="${slot}"]`, { element: opened });
      rewriter.on(`${name}[data-earnest-slot="${slot}"] [data-earnest-field]`, { element: field });
      if (explained.has(slot)) rewriter.on(`${name}[data-earnest-slot="${slot}"] [data-earnest-why]`, { element: why });
    }
  }
  for (const [slot, html] of trust) {
    const closing = (element: Element): void => {
      element.append(html, { html: true });
      filled = true;
    };
    rewriter.on(elements.map((name) => `${name}[data-earnest-slot="${slot}"]`).join(", "), { element: closing });
  }
  rewriter.onDocument({
    end(end) {
      if (filled) end.append(dataBlock(told, nonce), { html: true });
      if (!hasSlot) slotless?.();
    },
  });
  return rewriter.transform(response);
}

function write(element: Element, value: FieldValue, base: string): void {
  const name = element.tagName.toLowerCase();
  if (UNTOUCHED.test(name)) return;
  const parts = typeof value === "string" ? { text: value } : value;
  if (parts.text !== undefined && !VOID.test(name)) element.setInnerContent(parts.text);
  for (const attribute of ATTRIBUTES) {
    const text = parts[attribute];
    if (text !== undefined && (!ADDRESSES.includes(attribute) || isWebAddress(text, base))) element.setAttribute(attribute, text);
  }
}

function isWebAddress(text: string, base: string): boolean {
  return /^https?:$/.test(URL.parse(text, base)?.protocol ?? "");
}

/** Data and no script: it runs nowhere. The tag reads from it what stands in the page already. */
function dataBlock(json: string, nonce: string | null): string {
  const attribute = nonce === null ? "" : ` nonce="${nonce.replaceAll(/[^\w+/=-]/g, "")}"`;
  return `<script type="application/json" data-earnest-told${attribute}>${json.replaceAll("<", String.raw`\u003c`)}</script>`;
}
