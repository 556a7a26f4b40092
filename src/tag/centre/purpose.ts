import { inWords } from "../../core/kernel/duration-words.ts";
import type { Consent, DetailAnswer, NoticePurpose, PurposeDetail } from "../contract.ts";
import { h } from "../element.ts";
import { stopper, type Switches } from "./switches.ts";

type Detail = DetailAnswer["detail"];

interface Around {
  readonly consent: Consent;
  readonly switches: Switches;
  readonly locale: string;
}

/** One purpose: its switch, what it is for and brings, what is given for the data, why it is off, and the details. */
export function purposeRow(purpose: NoticePurpose, detail: Detail, { consent, switches, locale }: Around): HTMLElement {
  const { key, name, why, benefit, incentive } = purpose;
  const words = detail.texts;
  const off = stopper(consent, key);
  const more = detail.purposes[key];
  return h(
    "section",
    {},
    lineOf(purpose, switches, words.always, [h("b", {}, name), h("br", {}), why]),
    ...(off ? [h("p", { className: "off" }, words[off])] : []),
    ...(benefit ? [h("p", {}, h("b", {}, words.benefit), `: ${benefit}`)] : []),
    ...(incentive ? [h("p", {}, h("b", {}, words.incentive), `: ${incentive.terms} ${incentive.value}`)] : []),
    ...(more ? [details(name, more, detail, locale)] : []),
  );
}

/** What a purpose says of itself, and its switch; without one, what stands in its place. */
export function lineOf({ key, choice }: NoticePurpose, switches: Switches, always: string, said: readonly (Node | string)[]): HTMLElement {
  return h(choice ? "label" : "p", { className: "line" }, h("span", {}, ...said), choice ? switches.add(key) : h("span", {}, always));
}

function details(name: string, purpose: PurposeDetail, { texts: words, partners: known }: Detail, locale: string): HTMLElement {
  const { basis, retention, data, partners } = purpose;
  const bases = {
    consent: words.basisConsent,
    contract: words.basisContract,
    "legal-obligation": words.basisDuty,
    "legitimate-interest": words.basisInterest,
  };
  const rows = [
    [words.basis, bases[basis]],
    [words.kept, inWords(retention, locale)],
    [words.data, data.join(", ") || "–"],
    [words.shared, partners.map((key) => known.find((partner) => partner.key === key)?.name ?? key).join(", ") || words.nobody],
  ] as const;
  const list = h("dl", {}, ...rows.map(([term, text]) => h("div", {}, h("dt", {}, term), h("dd", {}, text))));
  return h("details", {}, h("summary", { ariaLabel: `${words.details}: ${name}` }, words.details), list);
}
