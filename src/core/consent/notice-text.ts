import { sha256Hex } from "../kernel/bytes.ts";
import { canonical } from "../kernel/canonical.ts";
import type { CompiledProgram } from "../program/compiled.ts";
import type { Basis } from "../program/purpose.ts";
import type { CompiledWording } from "../program/compiled-wording.ts";
import { phrasesFor, type Phrases } from "./phrases.ts";
import { inWording, versionIn } from "./wording.ts";

/** What a notice says of one purpose, and what is offered for it. */
export interface ShownPurpose {
  readonly key: string;
  /** What a yes to these words is to. */
  readonly meaning: string;
  readonly basis: Basis;
  readonly retention: string;
  readonly name: string;
  readonly why: string;
  readonly benefit: string;
  readonly incentive: { readonly terms: string; readonly value: string } | null;
  /** Names of the data it uses. */
  readonly data: readonly string[];
  /** Names of the partners it discloses to. */
  readonly partners: readonly string[];
}

/** A notice as it is shown in one language, word for word (GDPR art 7(1): being able to demonstrate what was agreed to). */
export interface NoticeText {
  readonly version: string;
  readonly locale: string;
  readonly phrases: Phrases;
  readonly purposes: readonly ShownPurpose[];
}

/** A notice's text with its name: `body` is its canonical JSON (RFC 8785), `hash` the SHA-256 of that in hex. */
export interface NamedText {
  readonly text: NoticeText;
  readonly body: string;
  readonly hash: string;
}

type Shows = Pick<CompiledProgram, "notice" | "purposes" | "partners" | "locales">;

/** The text of a program's notice in a language and a wording (null: the standard words); null where the program does not speak it. */
export async function noticeTextOf(program: Shows, locale: string, wording: CompiledWording | null): Promise<NamedText | null> {
  if (!program.locales.includes(locale)) return null;
  const { purposes, attributes } = program.notice;
  const partnerName = new Map(program.partners.map((partner) => [partner.key, partner.name]));
  const shown = purposes.flatMap(({ key, basis, retention, data, partners, incentive, texts }): readonly ShownPurpose[] => {
    const words = texts[locale];
    if (!words) return [];
    const meaning = program.purposes.find((item) => item.key === key)?.meaning ?? "";
    return [
      {
        ...{ key, meaning, basis, retention, ...words },
        incentive: incentive?.[locale] ?? null,
        data: data.map((attribute) => attributes[attribute]?.[locale]?.name ?? attribute),
        partners: partners.map((partner) => partnerName.get(partner) ?? partner),
      },
    ];
  });
  const phrases = inWording(phrasesFor(locale), wording, locale);
  const text: NoticeText = { version: versionIn(program.notice, wording), locale, phrases, purposes: shown };
  const body = canonical(text);
  return { text, body, hash: await sha256Hex(body) };
}

/** Reads a kept text; null when it is not what its name says. */
export async function openNoticeText(body: string, hash: string): Promise<NoticeText | null> {
  return (await sha256Hex(body)) === hash ? (JSON.parse(body) as NoticeText) : null;
}
