import { describe, expect, it } from "vitest";
import { bitsOf, LEAST_BITS, plainCode, readCodes } from "../../../src/core/exchange/code.ts";
import { guessableOf, LAST_CODES } from "../../../src/core/exchange/code-list.ts";

/** How many of a list are taken when they come one by one, each looked at with those that were taken before it. */
function takenOneByOne(codes: readonly string[]): number {
  const taken: string[] = [];
  for (const code of codes) if (guessableOf(taken.slice(-LAST_CODES), [code]).size === 0) taken.push(code);
  return taken.length;
}

const takenAtOnce = (codes: readonly string[]): number => codes.length - guessableOf([], codes).size;

const BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** Codes drawn from these letters, the same for the same seed (mulberry32). */
function drawn(alphabet: string, length: number, count: number, seed = 26): readonly string[] {
  let state = seed;
  const letter = (): string => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return alphabet.charAt(((bits ^ (bits >>> 14)) >>> 0) % alphabet.length);
  };
  return Array.from({ length: count }, () => Array.from({ length }, letter).join(""));
}

describe("codes", () => {
  it("are compared without what people add in typing, and guessed by what they are made of", () => {
    expect(plainCode(" ab-12 cd_ef.gh\r")).toBe("AB-12CDEFGH");
    expect(bitsOf("ABCDEFGHJKMN")).toBe(60);
    expect(bitsOf("123456789012345678")).toBeLessThan(60);
    expect(bitsOf("AAAAAAAAAAAAAAAAAAAA")).toBe(0);
    const read = readCodes(["code", "7KQ2M9XH4TWZ", "", "7kq2 m9xh 4twz\r", "A,B,C,D,E,F,G,H,I,J", "AB\u0000CDEFGHJKMNP", null], 11);
    expect([...read.codes]).toEqual([["7KQ2M9XH4TWZ", 12]]);
    expect(read.twice).toBe(1);
    expect(read.faults.map(({ line, rule }) => `${line} ${rule}`)).toEqual(["11 guessable", "15 letters", "16 letters", "17 length"]);
  });

  it.each([
    ["of 32 letters", BASE32, 12],
    ["of digits", "0123456789", 19],
    ["of hexadecimal digits", "0123456789ABCDEF", 15],
    ["of all capitals and digits", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", 12],
    ["without vowels", "BCDFGHJKLMNPQRSTVWXZ", 14],
  ])("%s that were drawn at random are taken, at once and one by one, whatever stands before and after them", (_, alphabet, length) => {
    let seed = 1;
    for (const count of [1, 2, 7, 30, 120])
      for (const before of ["", "SPRING26-", "A-"]) {
        const codes = drawn(alphabet, length, count, (seed += 1)).map((code) => before + code);
        expect(takenAtOnce(codes)).toBe(count);
        expect(takenAtOnce(codes.map((code) => code.split("").toReversed().join("")))).toBe(count);
        expect(takenOneByOne(codes)).toBe(count);
      }
    const many = drawn(alphabet, length, 12_000);
    expect(takenAtOnce(many)).toBe(many.length);
  });

  it("that count up, or are drawn from too few letters, are refused, at once and but for the first one by one", () => {
    const numbers = Array.from({ length: 400 }, (_, at) => String(at).padStart(6, "0"));
    for (const of of [
      (number: string) => `SUMMER2026XX-${number}`,
      (number: string) => `${number}-SUMMER2026XX`,
      (number: string) => `SUMMER-${number}-2026XXYY`,
      (number: string) => `SUMMER2026XX-${Number(number)}`,
      (number: string) => `${Number(number)}-SUMMER2026XX`,
      (number: string) => `${Number(number) % 2 === 0 ? "SUMMERSALE26" : "WINTERSALE26"}-${number}`,
    ]) {
      const codes = numbers.map(of);
      expect(codes.every((code) => bitsOf(code) >= LEAST_BITS)).toBe(true);
      expect(takenAtOnce(codes)).toBe(0);
      expect(takenAtOnce(codes.slice(0, 3))).toBeLessThan(3);
      expect(takenOneByOne(codes)).toBeLessThan(12);
    }
    expect(takenAtOnce(drawn("BCDFGHJKLMNPQRSTVWXZ", 13, 200))).toBe(0);
    expect(takenAtOnce(drawn("0123456789ABCDEF", 14, 2))).toBe(0);
  });

  it("of digits only are a draw from all letters where that may be chance, and none where they are more, or alone", () => {
    const [many, digits] = [drawn(BASE32, 12, 2_000), drawn("0123456789", 12, 3)];
    expect(takenAtOnce([...many, ...digits.slice(0, 2)])).toBe(2_002);
    expect(takenAtOnce([...many, ...digits])).toBe(2_000);
    expect(takenAtOnce(digits.slice(0, 1))).toBe(0);
    expect(takenAtOnce([...many.slice(0, 500), ...digits.slice(0, 1)])).toBe(501);
    expect(takenOneByOne([...many.slice(0, 90), ...digits])).toBe(90);
  });

  it("that count up are refused among others too, which are not", () => {
    const others = drawn(BASE32, 12, 600);
    const numbers = Array.from({ length: 600 }, (_, at) => `SUMMER2026XX-${String(at).padStart(6, "0")}`);
    const both = [...guessableOf([], [...others, ...numbers])];
    expect(both.filter((code) => others.includes(code))).toEqual([]);
    expect(both).toHaveLength(600);
    const mixed = [...others.slice(0, 300), ...others.slice(300).map((code) => `SPRING26-${code}`)];
    for (const list of [mixed, mixed.toReversed()]) expect(takenOneByOne(list)).toBe(list.length);
    expect(takenOneByOne([...others.slice(0, 100), ...numbers.slice(0, 200)])).toBeLessThan(112);
  });
});
