import { noticeTextOf, openNoticeText, type NamedText, type NoticeText } from "../../core/consent/notice-text.ts";
import type { ShownNotice } from "../../core/consent/choose.ts";
import { versionIn, wordingNamed } from "../../core/consent/wording.ts";
import type { CompiledProgram } from "../../core/program/compiled.ts";
import type { Bindings } from "../../storage/bindings.ts";
import { findText, keepTexts, readText, type KeptText } from "../../storage/notice-text.ts";
import type { Call } from "../call.ts";

const texts = new WeakMap<CompiledProgram, Map<string, NamedText | null>>();
/** Hashes of texts this isolate has seen stored. */
const stored = new Set<string>();
const MOST_STORED = 5_000;
/** Texts kept in one statement, whose values D1 holds to 2 MB. */
const CHUNK = 8;

/** The text of a version in force, in a language; worked out once each. Null for a version that is not in force. */
async function textIn(program: CompiledProgram, version: string, locale: string): Promise<NamedText | null> {
  const wording = wordingNamed(program.notice, version);
  if (wording === undefined) return null;
  let known = texts.get(program);
  if (!known) texts.set(program, (known = new Map<string, NamedText | null>()));
  const name = `${version} ${locale}`;
  if (known.has(name)) return known.get(name) ?? null;
  const text = await noticeTextOf(program, locale, wording);
  known.set(name, text);
  return text;
}

/** A notice as it is recorded: with the hash of its words, where it is the one in force. */
export async function withText(call: Call, notice: ShownNotice | null): Promise<ShownNotice | null> {
  const { compiled } = call.program;
  if (!notice || wordingNamed(compiled.notice, notice.version) === undefined) return notice;
  return { ...notice, texts: (await textIn(compiled, notice.version, notice.locale))?.hash ?? null };
}

/** Keeps the words a yes is to, before it is recorded: there is no yes whose words are lost. False while storage is away. */
export async function keepShown(call: Call, notice: ShownNotice | null): Promise<boolean> {
  if (!notice?.texts || stored.has(notice.texts)) return true;
  const text = await textIn(call.program.compiled, notice.version, notice.locale);
  return text?.hash !== notice.texts || keep(call.platform.env, call.program.compiled, [text], call.now);
}

/** Keeps the words of a program in each of its languages and wordings. */
export async function keepAllTexts(env: Bindings, program: CompiledProgram, now: number): Promise<boolean> {
  const versions = [null, ...program.notice.wordings].map((wording) => versionIn(program.notice, wording));
  const all = await Promise.all(versions.flatMap((version) => program.locales.map((locale) => textIn(program, version, locale))));
  return keep(
    env,
    program,
    all.filter((text) => text !== null),
    now,
  );
}

async function keep(env: Bindings, program: CompiledProgram, named: readonly NamedText[], now: number): Promise<boolean> {
  const rows = named.map(({ hash, body, text }): KeptText => ({
    hash,
    body,
    program: program.key,
    version: text.version,
    locale: text.locale,
  }));
  try {
    for (let from = 0; from < rows.length; from += CHUNK) await keepTexts(env.DB, rows.slice(from, from + CHUNK), now);
  } catch {
    return false;
  }
  if (stored.size >= MOST_STORED) stored.clear();
  for (const { hash } of rows) stored.add(hash);
  return true;
}

/** The words of a notice that was in force once; null for one that never was. Throws `Unavailable`. */
export async function formerText(
  call: Call,
  { version, locale }: ShownNotice,
): Promise<{ readonly hash: string; readonly text: NoticeText } | null> {
  const found = await findText(call.platform.env.DB, call.program.compiled.key, version, locale);
  const text = found && (await openNoticeText(found.body, found.hash));
  return found && text ? { hash: found.hash, text } : null;
}

/** The words a record names; null where none were kept. Throws `Unavailable`. */
export async function recordedText(env: Bindings, notice: ShownNotice | null): Promise<NoticeText | null> {
  if (!notice?.texts) return null;
  const body = await readText(env.DB, notice.texts);
  return body === null ? null : openNoticeText(body, notice.texts);
}
