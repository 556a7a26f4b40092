import type { FieldValue } from "./contract.ts";

type Undo = () => void;

/** The last two hold addresses. */
const ATTRIBUTES = ["alt", "title", "href", "src"] as const;

/** Elements that run or load code: a slot never writes to them. */
const UNTOUCHED = /^(script|style|iframe|object|embed|link|base)$/i;

/** Writes a value as text and checked attributes; returns how to put the page's own back, down to the very nodes. */
export function fillField(field: Element, value: FieldValue): readonly Undo[] {
  const undo: Undo[] = [];
  if (UNTOUCHED.test(field.tagName)) return undo;
  const parts = typeof value === "string" ? { text: value } : value;
  if (typeof parts.text === "string") {
    const nodes = [...field.childNodes];
    undo.push(() => field.replaceChildren(...nodes));
    field.textContent = parts.text;
  }
  for (const [at, name] of ATTRIBUTES.entries()) {
    const text = parts[name];
    if (typeof text !== "string" || (at > 1 && !isWebAddress(text))) continue;
    const before = field.getAttribute(name);
    undo.push(() => (before === null ? field.removeAttribute(name) : field.setAttribute(name, before)));
    field.setAttribute(name, text);
  }
  return undo;
}

/** Only http and https, after the browser's own parsing, so that no spelling of `javascript:` gets by. */
function isWebAddress(text: string): boolean {
  return /^https?:$/.test(Object.assign(document.createElement("a"), { href: text }).protocol);
}
