/** What may stand in the phrases of a language that is not written in Latin letters. */
const SCRIPTS: Readonly<Record<string, RegExp>> = {
  ar: /\p{Script=Arabic}/u,
  bg: /\p{Script=Cyrillic}/u,
  el: /\p{Script=Greek}/u,
  fa: /\p{Script=Arabic}/u,
  he: /\p{Script=Hebrew}/u,
  hi: /\p{Script=Devanagari}/u,
  ja: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
  ko: /\p{Script=Hangul}/u,
  uk: /\p{Script=Cyrillic}/u,
  ur: /\p{Script=Arabic}/u,
  "zh-Hans": /\p{Script=Han}/u,
  "zh-Hant": /\p{Script=Han}/u,
};

export function lengthOf(text: string): number {
  return [...new Intl.Segmenter().segment(text)].length;
}

/** Letters that its script does not have: another alphabet's that look the same, as a Latin "a" in Cyrillic. */
export function strangers(locale: string, text: string): readonly string[] {
  const letter = SCRIPTS[locale] ?? /\p{Script=Latin}/u;
  return (text.match(/\p{Letter}/gu) ?? []).filter((char) => !letter.test(char) && !/\p{Script=Common}/u.test(char));
}
