import { bitsOf, lettersOf, LEAST_BITS } from "./code.ts";

/** So many show by themselves how they were drawn. */
export const ENOUGH_CODES = 1_000;
/** So many of those that came last are looked at again with the next ones. */
export const LAST_CODES = 100;
/** Among so many, every letter they are drawn from has been seen. */
const ALL_LETTERS = 100;
/** Codes that differ by fewer bits are no draw: of 1,000,000 that are, no two next to each other do. */
const LEAST_APART = 16;
/** What is expected in fewer lists than this is taken for no chance. */
const RARELY = 1 / 10_000;

/**
 * Which of some codes could be guessed by the others, and by those that came before: because of what they share, or because
 * one differs from another in a few letters, as those of a counter do. Of codes that are drawn at random none is, whatever
 * beginning they were given, but in one list of 10,000.
 */
export function guessableOf(before: readonly string[], codes: readonly string[]): ReadonlySet<string> {
  const own = bitsAmong(codes);
  const all = before.length === 0 ? own : bitsAmong([...before, ...codes]).slice(before.length);
  const others = [...before];
  const short = shortOf([...before, ...codes]);
  const window = codes.length >= ENOUGH_CODES ? 1 : LAST_CODES + ENOUGH_CODES;
  const guessable = codes.filter((code, at) => {
    const isNear = others.slice(-window).some((other) => areClose(code, other));
    others.push(code);
    return isNear || short.has(code) || Math.min(own[at] ?? 0, all[at] ?? 0) < LEAST_BITS;
  });
  return new Set(guessable);
}

/** Codes of too few digits; none where, among codes of letters too, so many have digits only by chance. */
function shortOf(all: readonly string[]): ReadonlySet<string> {
  const short = all.filter((code) => bitsOf(code) < LEAST_BITS);
  const [letters, kind] = [all.length - short.length, sizeByKind(all.map(lettersOf).join(""), true)];
  const expected = all.reduce((sum, code) => sum + (10 / kind) ** lettersOf(code).length, 0);
  const most = Math.ceil(expected + 6 * Math.sqrt(expected)) + (all.length >= ENOUGH_CODES ? 1 : 0);
  const isChance = letters > 0 && expected > RARELY && short.length <= most;
  return new Set(isChance ? [] : short);
}

function areClose(one: string, other: string): boolean {
  const [a, b] = [lettersOf(one), lettersOf(other)];
  const most = Math.floor(LEAST_APART / Math.log2(sizeByKind(a + b)));
  return Math.min(apart(a, b, 0, most), apart(a, b, b.length - a.length, most)) <= most;
}

/** How many letters of one are not the other's at the place that many further on; counted up to more than `most`. */
function apart(one: string, other: string, further: number, most: number): number {
  let count = Math.abs(one.length - other.length);
  for (let at = 0; at < one.length && count <= most; at++) {
    const there = at + further;
    if (there >= 0 && there < other.length && one.charCodeAt(at) !== other.charCodeAt(there)) count++;
  }
  return count;
}

/** Bits of each of these codes for whoever knows what many of them share, and from which letters the rest is drawn. */
function bitsAmong(codes: readonly string[]): readonly number[] {
  const all = codes.map(lettersOf);
  const kind = sizeByKind(all.join(""));
  const [begun, ended] = [sharedOf(all, kind, false), sharedOf(all, kind, true)];
  const rests = all.map((letters, at) => letters.slice(begun[at]?.length ?? 0, letters.length - (ended[at]?.length ?? 0)));
  const drawn = new Set(rests.join(""));
  const size = all.length >= ALL_LETTERS ? Math.max(2, drawn.size) : sizeByKind([...drawn].join(""), all.length > 1);
  const bitsIn = (shared: Shared | undefined): number => (shared ? shared.bits + shared.drawn * Math.log2(size) : 0);
  return rests.map((rest, at) => rest.length * Math.log2(size) + bitsIn(begun[at]) + bitsIn(ended[at]));
}

/** The longest beginning or end of a code that more have than chance allows: its letters, of those the drawn ones, and the bits of the others. */
interface Shared {
  readonly length: number;
  readonly drawn: number;
  readonly bits: number;
}

/** A short beginning is shared where nearly all have it and no longer one: codes that are drawn may begin as others do, too. */
function sharedOf(all: readonly string[], size: number, isEnd: boolean): readonly (Shared | undefined)[] {
  const found = Array.from<Shared | undefined>({ length: all.length });
  const rare = Math.log(1_000 * all.length) / Math.log(size);
  const isNearlyAll = (group: readonly number[]): boolean => group.length >= 0.9 * all.length;
  const walk = (group: readonly number[], here: Shared, isMore: boolean): void => {
    const { length, drawn, bits } = here;
    const parts = partsOf(all, group, (letters) => letters.at(isEnd ? -1 - length : length) ?? "");
    if (isMore && (length >= rare || (isNearlyAll(group) && !parts.some(isNearlyAll)))) for (const index of group) found[index] = here;
    for (const part of parts) {
      const isShared = part.length > mostByChance(group.length / size);
      const more = isShared ? { drawn, bits: bits + Math.log2(group.length / part.length) } : { drawn: drawn + 1, bits };
      walk(part, { length: length + 1, ...more }, isShared);
    }
  };
  walk([...all.keys()], { length: 0, drawn: 0, bits: 0 }, false);
  return found;
}

/** Of so many codes that are expected to have a letter, no more have it (six standard deviations). */
function mostByChance(expected: number): number {
  return expected + 6 * Math.sqrt(expected) + 5;
}

/** Codes by a letter of theirs; what fewer than four have is nothing they share. */
function partsOf(all: readonly string[], group: readonly number[], letterOf: (letters: string) => string): readonly (readonly number[])[] {
  const parts = new Map<string, number[]>();
  for (const index of group) {
    const letter = letterOf(all[index] ?? "");
    const part = parts.get(letter);
    if (part) part.push(index);
    else if (letter !== "") parts.set(letter, [index]);
  }
  return [...parts.values()].filter(({ length }) => length >= 4);
}

/** From how many letters these are drawn: digits, hexadecimal digits where that cannot be chance, else capitals and digits. */
function sizeByKind(letters: string, isHex = false): number {
  if (/^\d*$/.test(letters)) return 10;
  return isHex && /^[\dA-F]*$/.test(letters) ? 16 : 32;
}
