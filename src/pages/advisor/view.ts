import type { AdviserView } from "../../actions/advisor/look-up.ts";
import type { NobodySeen } from "../../actions/advisor/look-up-named.ts";
import type { CompiledAdvisor } from "../../core/program/compiled-advisor.ts";
import { directionOf } from "../../core/consent/phrases/locale.ts";
import type { IdentifierKind } from "../../core/profile/identifier.ts";
import { localeOf } from "../../core/targeting/locale.ts";
import { lookOf } from "../page.ts";
import type { Staff, StaffOpened } from "../staff-door.ts";
import { wordsFor, type Words } from "./words.ts";

/** What a page of the staff says of what was sent last. */
const NOTES = ["noteSession", "noteKey", "noteName", "noteOut", "noteIdentifier", "noteTold", "noteOnce", "noteGone", "noteAway"] as const;
export type Note = (typeof NOTES)[number];

/** By what somebody who calls can be known. */
export const KINDS = ["phone", "email", "card", "user"] as const satisfies readonly IdentifierKind[];

/** What was looked up, and what may be seen of whoever it is. */
export interface Found {
  readonly asked: { readonly kind: string; readonly value: string };
  /** Null where it could not be looked up. */
  readonly seen: AdviserView | NobodySeen | null;
  readonly note: Note | null;
}

/** Everything the adviser's page shows. */
export interface AdvisorView extends Found {
  readonly site: string;
  /** Where the brand's look is; null where it has none. */
  readonly look: string | null;
  readonly locale: string;
  readonly dir: "ltr" | "rtl";
  readonly words: Words;
  readonly brand: string;
  /** The purpose of advice, as the person read it. */
  readonly purpose: string;
  readonly nameOf: (attribute: string) => string;
  readonly staff: Staff | null;
  readonly now: number;
}

/** The page around what was found. */
export async function viewOf(
  { call, staff }: StaffOpened,
  advisor: CompiledAdvisor,
  wanted: string | null,
  found: Found,
): Promise<AdvisorView> {
  const { program, platform, now } = call;
  const { locales, notice, purposes, disclosure } = program.compiled;
  const locale = localeOf(locales, wanted);
  const key = purposes[advisor.purpose]?.key ?? "";
  return {
    ...found,
    site: program.site.key,
    look: lookOf(program),
    locale,
    dir: directionOf(locale),
    words: await wordsFor(platform.env, locale),
    brand: disclosure.controllers.find((item) => item.key === program.site.controller)?.name ?? program.site.controller,
    purpose: notice.purposes.find((item) => item.key === key)?.texts[locale]?.name ?? key,
    nameOf: (attribute) => notice.attributes[attribute]?.[locale]?.name ?? attribute,
    staff,
    now,
  };
}

export function isNote(text: string | undefined): text is Note {
  return NOTES.some((note) => note === text);
}
