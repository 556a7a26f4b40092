import { directionOf, phrasesFor, type Phrases } from "../../core/consent/phrases.ts";
import { localeOf } from "../../core/targeting/decide.ts";
import type { LiveProgram } from "../../core/program/live.ts";

/** What a notice shows: fixed phrases, and what the brand says of each purpose and attribute. */
export interface Notice {
  readonly version: string;
  readonly locale: string;
  readonly dir: "ltr" | "rtl";
  readonly texts: Phrases;
  readonly purposes: readonly {
    readonly key: string;
    readonly class: string;
    readonly choice: boolean;
    readonly name: string;
    readonly why: string;
    readonly benefit: string;
  }[];
  readonly attributes: { readonly [attribute: string]: { readonly name: string } };
}

/** The notice of a program in the locale that fits best. */
export function readNotice(program: LiveProgram, wanted: string | null): Notice {
  const { notice, locales } = program.compiled;
  const locale = localeOf(locales, wanted);
  return {
    version: notice.version,
    locale,
    dir: directionOf(locale),
    texts: phrasesFor(locale),
    purposes: notice.purposes.flatMap(({ key, class: kind, choice, texts }) => {
      const text = texts[locale];
      return text ? [{ key, class: kind, choice, ...text }] : [];
    }),
    attributes: Object.fromEntries(
      Object.entries(notice.attributes).flatMap(([key, texts]) => (texts[locale] ? [[key, texts[locale]]] : [])),
    ),
  };
}
