/** Longest signal string that is read, in characters; a longer one is refused unread, so that the work is bounded. */
export const LONGEST = 8192;

/** Ids from `from` to `to`, both included. */
export type IdRange = readonly [from: number, to: number];

/** A cursor over the bits of a text. Reading past the end, like `spoil`, makes it unsound for good; it then reads zeros. */
export interface Bits {
  /** How many bits the text holds, padding included. */
  readonly size: number;
  /** The next `width` bits (at most 53) as an unsigned integer, big endian. */
  take(width: number): number;
  spoil(): void;
  /** False once what was read cannot be trusted. */
  sound(): boolean;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const TEXT = /^[\w-]+$/;

/**
 * Reads base64url as the IAB writes it: six bits a character, no `=`, and any number of characters (GPP Consent String
 * Specification §Encoding). Null for an empty, too long or otherwise written text.
 */
export function bitsOf(text: string): Bits | null {
  if (text.length > LONGEST || !TEXT.test(text)) return null;
  const sextets = Uint8Array.from(text, (char) => ALPHABET.indexOf(char));
  const size = sextets.length * 6;
  let at = 0;
  let sound = true;
  function take(width: number): number {
    if (width > size - at) sound = false;
    if (!sound) return 0;
    let value = 0;
    for (const end = at + width; at < end; at += 1) value = value * 2 + (((sextets[Math.floor(at / 6)] ?? 0) >> (5 - (at % 6))) & 1);
    return value;
  }
  return { size, take, spoil: () => void (sound = false), sound: () => sound };
}

/** The numbers, from 1, of the bits set among the next `width` (TCF §Core String, bit fields). */
export function idsSet(bits: Bits, width: number): readonly number[] {
  const ids: number[] = [];
  for (let id = 1; id <= width && bits.sound(); id += 1) if (bits.take(1) === 1) ids.push(id);
  return ids;
}

/** True when one of the ranges holds the id. */
export function holds(ranges: readonly IdRange[], id: number): boolean {
  return ranges.some(([from, to]) => from <= id && id <= to);
}

// 24 Fibonacci digits reach past 65,535, beyond any id in use.
const FIBONACCI_DIGITS = 24;

/** A Fibonacci-coded integer from 1 on, ended by two ones (GPP Consent String Specification §Fibonacci Encoding). */
export function takeFibonacci(bits: Bits): number {
  let [value, term, next, last] = [0, 1, 2, 0];
  for (let digit = 0; digit <= FIBONACCI_DIGITS; digit += 1) {
    const bit = bits.take(1);
    if (bit === 1 && last === 1) return value;
    value += bit * term;
    [term, next, last] = [next, term + next, bit];
  }
  bits.spoil();
  return 0;
}

/** A `Range (Fibonacci)`: a count, then single ids and ranges, each number as its distance from the one before (GPP §Data Types). */
export function takeFibonacciRanges(bits: Bits): readonly IdRange[] {
  const ranges: IdRange[] = [];
  let last = 0;
  for (let left = bits.take(12); left > 0 && bits.sound(); left -= 1) {
    const isRange = bits.take(1) === 1;
    const from = last + takeFibonacci(bits);
    last = isRange ? from + takeFibonacci(bits) : from;
    ranges.push([from, last]);
  }
  return ranges;
}

/** A count, then single ids and ranges of 16-bit ids; an id 0 or a range that runs backwards spoils (TCF §Core String, RangeEntry). */
export function takeRanges(bits: Bits): readonly IdRange[] {
  const ranges: IdRange[] = [];
  for (let left = bits.take(12); left > 0 && bits.sound(); left -= 1) {
    const isRange = bits.take(1) === 1;
    const from = bits.take(16);
    const to = isRange ? bits.take(16) : from;
    if (from === 0 || to < from) bits.spoil();
    ranges.push([from, to]);
  }
  return ranges;
}

/** A vendor list, as a bit field or as ranges; an id over its own maximum spoils (TCF §Vendor Consent Section). */
export function takeVendors(bits: Bits): readonly IdRange[] {
  const max = bits.take(16);
  if (bits.take(1) === 0) return runsOf(idsSet(bits, max));
  const ranges = takeRanges(bits);
  if (ranges.some(([, to]) => to > max)) bits.spoil();
  return ranges;
}

function runsOf(ids: readonly number[]): readonly IdRange[] {
  const runs: [from: number, to: number][] = [];
  for (const id of ids) {
    const run = runs.at(-1);
    if (run?.[1] === id - 1) run[1] = id;
    else runs.push([id, id]);
  }
  return runs;
}
