import { toBase64Url } from "../kernel/bytes.ts";
import { sipHash, type SipKey } from "../kernel/siphash.ts";

/** Codes that are good once must not be guessed. */
export const LEAST_BITS = 60;
const MOST_LENGTH = 64;
/** Fewer different letters are no draw, in a code of 60 bits. */
const LEAST_LETTERS = 4;

/** What is wrong with a line that was to be a code. */
export type CodeRule = "length" | "letters" | "guessable";

/** A code as it is compared: without what people add in typing. */
export function plainCode(code: string): string {
  const upper = code.toUpperCase();
  return isPlain(upper) ? upper : upper.replaceAll(/[\s._]/g, "");
}

function isPlain(code: string): boolean {
  return /^[\dA-Z-]*$/.test(code);
}

/** What a plain code is kept as, 128 bits under the key of its list. Letters beyond Latin-1 are spelt out. */
export function codeHash(key: SipKey, code: string): string {
  const hash = sipHash(key, code) ?? sipHash(key, encodeURIComponent(code));
  return toBase64Url(hash ?? new Uint8Array());
}

/** Bits of a code that was drawn at random from the letters it is made of: digits, or capitals and digits. */
export function bitsOf(code: string): number {
  return /^[\d-]*$/.test(code) ? lettersOf(code).length * Math.log2(10) : mostBitsOf(code);
}

/** The same where it may be by chance that they are digits only. */
function mostBitsOf(code: string): number {
  const letters = lettersOf(code);
  return hasLetters(letters, LEAST_LETTERS) ? letters.length * Math.log2(32) : 0;
}

function hasLetters(letters: string, least: number): boolean {
  let seen = "";
  for (let at = 0; at < letters.length && seen.length < least; at++) if (!seen.includes(letters.charAt(at))) seen += letters.charAt(at);
  return seen.length >= least;
}

/** What is wrong with a plain code by itself; null where nothing is. */
function faultIn(code: string): CodeRule | null {
  if (code.length > MOST_LENGTH) return "length";
  if (!isPlain(code) && !/^[\p{L}\p{N}-]*$/u.test(code)) return "letters";
  return mostBitsOf(code) < LEAST_BITS ? "guessable" : null;
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
