import type { CompiledProgram } from "../program/compiled.ts";
import type { CompiledWording } from "../program/compiled-wording.ts";

type Worded = Pick<CompiledProgram["notice"], "version" | "wordings">;

/** The wording that falls on a position in [0, 1); null for the standard words. */
export function drawWording({ wordings }: Worded, position: number): CompiledWording | null {
  let end = 0;
  for (const wording of wordings) {
    end += wording.share;
    if (position < end) return wording;
  }
  return null;
}

/** The version of a notice in a wording: `<version>.<key>`, the standard words under the version alone. */
export function versionIn({ version }: Worded, wording: CompiledWording | null): string {
  return wording ? `${version}.${wording.key}` : version;
}

/** The wording a version in force names, null for the standard words; undefined for a version that is not in force. */
export function wordingNamed(notice: Worded, version: string): CompiledWording | null | undefined {
  return [null, ...notice.wordings].find((wording) => versionIn(notice, wording) === version);
}

/** Phrases as a wording says them: its own head, and after it what is always said. */
export function inWording<P extends { readonly title: string; readonly body: string }>(
  phrases: P,
  wording: CompiledWording | null,
  locale: string,
): P {
  const words = wording?.texts[locale];
  return words ? { ...phrases, title: words.title, body: `${words.intro} ${phrases.body}` } : phrases;
}
