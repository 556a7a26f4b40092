import type { CentrePhrases } from "../../core/consent/phrases/centre-words.ts";
import type { NoticePurpose } from "../../core/program/compiled.ts";
import type { LiveProgram } from "../../core/program/live.ts";
import type { Basis } from "../../core/program/purpose.ts";
import { localeOf } from "../../core/targeting/locale.ts";
import { readCentrePhrases } from "../../storage/phrases.ts";
import type { Call } from "../call.ts";

/** What the preference centre shows beside the notice; asked for when it is opened. */
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

/** The rest of it: legal basis, retention, data, recipients, and what is given for the data (GDPR art 13, Cal. Civ. 1798.100, 1798.125). */
export async function readNoticeDetail({ program, platform }: Call, wanted: string | null): Promise<NoticeDetail> {
  const { notice, locales, partners, imports } = program.compiled;
  const locale = localeOf(locales, wanted);
  const nameOf = (attribute: string): string => notice.attributes[attribute]?.[locale]?.name ?? attribute;
  return {
    texts: await readCentrePhrases(platform.env, locale),
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
