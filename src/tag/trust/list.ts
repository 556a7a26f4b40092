import type { Trust } from "../contract.ts";
import { h } from "../element.ts";

/** Facts, contacts and guarantees, one a line. A link goes nowhere but to a page, a telephone or a letter. */
export function listOf(elements: Trust["elements"]): HTMLUListElement {
  const lines = elements.map(({ kind, text, link }) => {
    const a = h("a", { href: link ?? "", textContent: text });
    return h("li", { className: kind }, link && /^(https?|tel|mailto):$/.test(a.protocol) ? a : text);
  });
  return h("ul", { role: "list" }, ...lines);
}
