import { finding, type Finding } from "./findings.ts";
import { isRead, loudIn, oneAnswerIn, pressureIn } from "./prominence.ts";
import type { Program } from "./schema.ts";

/** A wording leaves yes and no as prominent as each other, and presses for neither (GDPR art 4(11), 11 CCR 7004). */
export function lintWordings({ wordings }: Program): readonly Finding[] {
  const found = wordings.flatMap(({ texts }, index) =>
    Object.entries(texts).flatMap(([locale, words]) => lintWords(words, locale, `wordings.${index}.texts.${locale}`)),
  );
  const total = wordings.reduce((sum, { share }) => sum + share, 0);
  return total > 1 + 1e-9 ? [...found, finding("E119", "wordings", "Lower the shares until they add up to 1 or less.")] : found;
}

function lintWords(words: { readonly title: string; readonly intro: string }, locale: string, path: string): readonly Finding[] {
  const found: Finding[] = [];
  for (const field of ["title", "intro"] as const) {
    const [loud, pressing] = [loudIn(words[field]), pressureIn(words[field], locale)];
    if (loud !== null) found.push(finding("E141", `${path}.${field}`, `Remove "${loud}": it is louder than the answers.`));
    if (pressing !== null) found.push(finding("E140", `${path}.${field}`, `Remove "${pressing}".`));
  }
  const named = oneAnswerIn(`${words.title}. ${words.intro}`, locale);
  if (named !== null) found.push(finding("E141", path, `Name the ${named === "yes" ? "no" : "yes"} as well, or neither.`));
  if (!isRead(locale)) found.push(finding("W220", path, `Let somebody who speaks "${locale}" read it: its words are not known here.`));
  return found;
}
