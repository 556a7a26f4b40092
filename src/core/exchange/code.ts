/** Codes that are good once must not be guessed. */
export const LEAST_BITS = 60;
/** Of fewer codes it does not show what they have in common. */
const LEAST_CODES = 10;
/** Fewer different letters are no draw, in a code of 60 bits. */
const LEAST_LETTERS = 4;

/** A code as it is compared: without what people add in typing. */
export function plainCode(code: string): string {
  return code.toUpperCase().replaceAll(/[\s._]/g, "");
}

/** Bits of a code that was drawn at random from the letters it is made of: digits, or capitals and digits; but for `shared` of them. */
export function bitsOf(code: string, shared = 0): number {
  const letters = lettersOf(code);
  if (new Set(letters).size < LEAST_LETTERS) return 0;
  return Math.max(0, letters.length - shared) * Math.log2(/^\d*$/.test(letters) ? 10 : 32);
}

/** How many letters all codes of a list have in common at their beginning and at their end: of counters nearly all. */
export function sharedLetters(codes: readonly string[]): number {
  if (codes.length < LEAST_CODES) return 0;
  const all = codes.map(lettersOf);
  return sharedAt(all, (at) => at) + sharedAt(all, (at) => -1 - at);
}

function sharedAt([first = "", ...others]: readonly string[], place: (at: number) => number): number {
  return others.reduce((shared, code) => {
    let same = 0;
    while (same < shared && code.at(place(same)) === first.at(place(same))) same++;
    return same;
  }, first.length);
}

function lettersOf(code: string): string {
  return code.replaceAll("-", "");
}
