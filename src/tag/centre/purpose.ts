import type { CentrePhrases } from "../../core/consent/phrases/centre-words.ts";
import type { Consent, NoticePurpose, PurposeDetail } from "../contract.ts";
import { h } from "../element.ts";
import { inWords } from "./duration.ts";
import { stopper, type Switches } from "./switches.ts";

interface Around {
  readonly consent: Consent;
  readonly switches: Switches;
  readonly words: CentrePhrases;
  /** Names of the partners by key. */
  readonly names: ReadonlyMap<string, string>;
  readonly locale: string;
}

/** One purpose: its switch, what it is for and brings, what is given for the data, why it is off, and the details. */
export function purposeRow(purpose: NoticePurpose, detail: PurposeDetail | undefined, around: Around): HTMLElement {
  const { consent, switches, words } = around;
  const { key, choice, name, why, benefit, incentive } = purpose;
  const off = stopper(consent, key);
  const side = choice ? switches.add(key) : h("span", {}, words.always);
  return h(
    "section",
    {},
    h(choice ? "label" : "p", { className: "line" }, h("span", {}, h("b", {}, name), h("br", {}), why), side),
    ...(off ? [h("p", { className: "off" }, words[off])] : []),
    ...(benefit ? [h("p", {}, h("b", {}, words.benefit), `: ${benefit}`)] : []),
    ...(incentive ? [h("p", {}, h("b", {}, words.incentive), `: ${incentive.terms} ${incentive.value}`)] : []),
    ...(detail ? [details(name, detail, around)] : []),
  );
}

function details(name: string, { basis, retention, data, partners }: PurposeDetail, { words, names, locale }: Around): HTMLElement {
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
    [words.shared, partners.map((key) => names.get(key) ?? key).join(", ") || words.nobody],
  ] as const;
  const list = h("dl", {}, ...rows.map(([term, text]) => h("div", {}, h("dt", {}, term), h("dd", {}, text))));
  return h("details", {}, h("summary", { ariaLabel: `${words.details}: ${name}` }, words.details), list);
}
