import { directionOf, phrasesFor, type Phrases } from "../../core/consent/phrases.ts";
import { centrePhrasesFor } from "../../core/consent/phrases-centre.ts";
import type { CentrePhrases } from "../../core/consent/phrases/centre-words.ts";
import type { JurisdictionRule } from "../../core/consent/rules.ts";
import { inWording, versionIn } from "../../core/consent/wording.ts";
import { localeOf } from "../../core/targeting/locale.ts";
import type { NoticePurpose } from "../../core/program/compiled.ts";
import type { CompiledWording } from "../../core/program/compiled-wording.ts";
import type { LiveProgram } from "../../core/program/live.ts";
import type { Basis } from "../../core/program/purpose.ts";

/** What the first layer shows: fixed phrases, and what the brand says of each purpose and attribute. */
export interface Notice {
  readonly version: string;
  readonly locale: string;
  readonly dir: "ltr" | "rtl";
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

/** What the preference centre shows beside it; asked for when it is opened. */
export interface NoticeDetail {
  readonly texts: CentrePhrases;
  readonly purposes: {
    readonly [purpose: string]: {
      readonly basis: Basis;
      /** ISO 8601 duration. */
      readonly retention: string;
      /** Names of the data it uses. */
      readonly data: readonly string[];
      /** Keys of the partners it discloses to. */
      readonly partners: readonly string[];
      readonly incentive: { readonly terms: string; readonly value: string } | null;
    };
  };
  readonly partners: readonly { readonly key: string; readonly name: string; readonly privacyUrl: string | null }[];
  /** Which purposes the categories of other systems stand for. */
  readonly imports: LiveProgram["compiled"]["imports"];
}

/** The notice of a program in the locale that fits best, in a wording of its own or the standard words. */
export function readNotice(program: LiveProgram, rule: JurisdictionRule, wanted: string | null, wording: CompiledWording | null): Notice {
  const { notice, locales } = program.compiled;
  const locale = localeOf(locales, wanted);
  return {
    version: versionIn(notice, wording),
    locale,
    dir: directionOf(locale),
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

/** The rest of it: legal basis, retention, data, recipients, and what is given for the data (GDPR art 13, Cal. Civ. 1798.100, 1798.125). */
export function readNoticeDetail(program: LiveProgram, wanted: string | null): NoticeDetail {
  const { notice, locales, partners, imports } = program.compiled;
  const locale = localeOf(locales, wanted);
  const nameOf = (attribute: string): string => notice.attributes[attribute]?.[locale]?.name ?? attribute;
  return {
    texts: centrePhrasesFor(locale),
    purposes: Object.fromEntries(notice.purposes.map((purpose) => [purpose.key, detailOf(purpose, locale, nameOf)])),
    partners: partners.map(({ key, name, privacyUrl }) => ({ key, name, privacyUrl })),
    imports,
  };
}

function detailOf(
  { basis, retention, data, partners, incentive }: NoticePurpose,
  locale: string,
  nameOf: (attribute: string) => string,
): NoticeDetail["purposes"][string] {
  return { basis, retention, data: data.map(nameOf), partners, incentive: incentive?.[locale] ?? null };
}
