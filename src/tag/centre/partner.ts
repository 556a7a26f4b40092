import type { DetailAnswer } from "../contract.ts";
import { h } from "../element.ts";
import type { Switches } from "./switches.ts";

/** One partner, who can be refused whatever its purposes are allowed. */
export function partnerRow({ key, name, privacyUrl }: DetailAnswer["detail"]["partners"][number], switches: Switches): HTMLElement {
  const row = h("section", {}, h("label", { className: "line" }, h("b", {}, name), switches.add(`@${key}`)));
  if (privacyUrl && /^https?:/i.test(privacyUrl)) {
    row.append(h("a", { href: privacyUrl, target: "_blank", rel: "noopener" }, new URL(privacyUrl).host));
  }
  return row;
}
