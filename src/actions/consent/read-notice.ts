import { phrasesFor, type Phrases } from "../../core/consent/phrases.ts";
import { directionOf } from "../../core/consent/phrases/locale.ts";
import type { JurisdictionRule } from "../../core/consent/rules.ts";
import { inWording, versionIn } from "../../core/consent/wording.ts";
import { localeOf } from "../../core/targeting/locale.ts";
import type { CompiledWording } from "../../core/program/compiled-wording.ts";
import type { LiveProgram } from "../../core/program/live.ts";

/** What the first layer shows: fixed phrases, and what the brand says of each purpose and attribute. */
export interface Notice {
  readonly version: string;
  readonly locale: string;
  readonly dir: "ltr" | "rtl";
  /** Where the trust label stands, from the consent host on. */
  readonly label: string;
  /** What the law of the place asks of the way to refuse. */
  readonly refusal: JurisdictionRule["refusal"];
  readonly texts: Phrases;
  readonly purposes: readonly {
    readonly key: string;
    readonly class: string;
    readonly choice: boolean;
    readonly name: string;
    readonly why: string;
    readonly benefit: string;
    /** Where something is given for the data: said before anyone says yes (11 CCR 7016). */
    readonly incentive?: { readonly terms: string; readonly value: string };
  }[];
  readonly attributes: { readonly [attribute: string]: { readonly name: string } };
}

/** The notice of a program in the locale that fits best, in a wording of its own or the standard words. */
export function readNotice(program: LiveProgram, rule: JurisdictionRule, wanted: string | null, wording: CompiledWording | null): Notice {
  const { notice, locales } = program.compiled;
  const locale = localeOf(locales, wanted);
  return {
    version: versionIn(notice, wording),
    locale,
    dir: directionOf(locale),
    label: `/privacy?site=${program.site.key}&locale=${locale}#label`,
    refusal: rule.refusal,
    texts: inWording(phrasesFor(locale), wording, locale),
    purposes: notice.purposes.flatMap(({ key, class: kind, choice, texts, incentive }) => {
      const text = texts[locale];
      const given = incentive?.[locale];
      return text ? [{ key, class: kind, choice, ...text, ...(given ? { incentive: given } : {}) }] : [];
    }),
    attributes: Object.fromEntries(
      Object.entries(notice.attributes).flatMap(([key, texts]) => (texts[locale] ? [[key, { name: texts[locale].name }]] : [])),
    ),
  };
}
