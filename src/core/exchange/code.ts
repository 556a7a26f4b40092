/** Codes that are good once must not be guessed. */
export const LEAST_BITS = 60;
const MOST_LENGTH = 64;
/** Fewer different letters are no draw, in a code of 60 bits. */
const LEAST_LETTERS = 4;

/** What is wrong with a line that was to be a code. */
export type CodeRule = "length" | "letters" | "guessable";

/** A code as it is compared: without what people add in typing. */
export function plainCode(code: string): string {
  return code.toUpperCase().replaceAll(/[\s._]/g, "");
}

/** Bits of a code that was drawn at random from the letters it is made of: digits, or capitals and digits. */
export function bitsOf(code: string): number {
  const letters = lettersOf(code);
  if (new Set(letters).size < LEAST_LETTERS) return 0;
  return letters.length * Math.log2(/^\d*$/.test(letters) ? 10 : 32);
}

/** What is wrong with a plain code by itself; null where nothing is. */
function faultIn(code: string): CodeRule | null {
  if (code.length > MOST_LENGTH) return "length";
  if (!/^[\p{L}\p{N}-]*$/u.test(code)) return "letters";
  return bitsOf(code) < LEAST_BITS ? "guessable" : null;
}

/** What of a code is drawn: dashes are not. */
export function lettersOf(code: string): string {
  return code.replaceAll("-", "");
}

/** Lines that were to be codes: those that are, each with the first line it stands in, how many stand in another one too, and what is wrong. */
export interface CodeLines {
  readonly codes: ReadonlyMap<string, number>;
  readonly twice: number;
  readonly faults: readonly { readonly line: number; readonly rule: CodeRule }[];
}

/** Reads lines, of which the first has this number; an empty one is none, and null one that is too long. */
export function readCodes(lines: readonly (string | null)[], first: number): CodeLines {
  const codes = new Map<string, number>();
  const faults: { readonly line: number; readonly rule: CodeRule }[] = [];
  let twice = 0;
  for (const [at, text] of lines.entries()) {
    const code = text === null ? null : plainCode(text);
    const rule = code === null ? "length" : code === "" ? null : faultIn(code);
    if (rule) faults.push({ line: first + at, rule });
    else if (code && codes.has(code)) twice += 1;
    else if (code) codes.set(code, first + at);
  }
  return { codes, twice, faults };
}
