import { h } from "../element.ts";
import type { Kit } from "../kit.ts";

interface Entry {
  readonly receipt: string;
  /** ISO 8601. */
  readonly at?: string;
}

/** The receipts of the person's choices to download, latest first: to read, and signed. Nothing where nobody chose yet. */
export function proof(kit: Kit, title: string, locale: string): readonly Node[] {
  const { state } = kit.standing();
  if (!Object.values(state).some((said) => said !== "unknown")) return [];
  const list = h("ul", {});
  const fill = async () => {
    const { entries } = await kit.call<{ readonly entries: readonly Entry[] }>("GET", "/v1/consent/history");
    const last = kit.lastReceipt();
    const known = entries.some(({ receipt }) => receipt === last) || !last ? entries : [...entries, { receipt: last }];
    list.replaceChildren();
    for (const entry of known) list.prepend(receiptItem(kit, entry, locale));
  };
  return [h("details", { ontoggle: () => void fill().catch(() => null) }, h("summary", {}, title), list)];
}

function receiptItem(kit: Kit, { receipt, at }: Entry, locale: string): HTMLElement {
  const link = (format: string, text: string) =>
    h("a", { href: `${kit.address(`/v1/consent/receipts/${receipt}`)}&format=${format}`, download: "" }, text);
  const when = at ? new Date(at).toLocaleString(locale) : receipt;
  return h("li", {}, when, " ", link("jsonld", "JSON-LD"), " ", link("jws", "JWS"));
}
