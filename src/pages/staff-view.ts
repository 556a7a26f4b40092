import { directionOf } from "../core/consent/phrases/locale.ts";
import { localeOf } from "../core/targeting/locale.ts";
import type { Bindings } from "../storage/bindings.ts";
import { lookOf } from "./page.ts";
import type { Staff, StaffOpened } from "./staff-door.ts";
import type { StaffWords } from "./staff-words.ts";

/** What a page of the staff shows around what it is about. */
export interface StaffView<W extends StaffWords = StaffWords> {
  /** The folder its forms are in. */
  readonly under: "advisor" | "console";
  readonly site: string;
  /** Where the brand's look is; null where it has none. */
  readonly look: string | null;
  readonly locale: string;
  readonly dir: "ltr" | "rtl";
  readonly words: W;
  readonly brand: string;
  readonly staff: Staff | null;
  readonly now: number;
}

type WordsFor<W> = (env: Bindings, locale: string) => Promise<W>;

/** The page around what is shown on it, in a language of the site. */
export async function staffViewOf<W extends StaffWords>(
  under: StaffView["under"],
  { call, staff }: StaffOpened,
  wanted: string | null,
  wordsFor: WordsFor<W>,
): Promise<StaffView<W>> {
  const { program, platform, now } = call;
  const { locales, disclosure } = program.compiled;
  const locale = localeOf(locales, wanted);
  return {
    ...{ under, locale, staff, now, site: program.site.key, look: lookOf(program), dir: directionOf(locale) },
    words: await wordsFor(platform.env, locale),
    brand: disclosure.controllers.find((item) => item.key === program.site.controller)?.name ?? program.site.controller,
  };
}
