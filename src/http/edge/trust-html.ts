import type { ShownTrust } from "../../core/targeting/trust.ts";

const REACHES = /^(https:|tel:|mailto:|\/(?![/\\]))/i;

/** What stands in a slot for trust, as lists like those the tag draws: `data-earnest-trust` says of which moment. */
export function trustHtml(shown: readonly ShownTrust[]): string {
  return shown
    .map(({ moment, name, elements }) => {
      const label = name === null ? "" : ` aria-label="${escaped(name)}"`;
      const items = elements.map(({ kind, text, link }) => {
        const inside = link !== undefined && REACHES.test(link) ? `<a href="${escaped(link)}">${escaped(text)}</a>` : escaped(text);
        return `<li class="${kind}">${inside}</li>`;
      });
      return `<ul data-earnest-trust="${moment}"${label}>${items.join("")}</ul>`;
    })
    .join("");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
