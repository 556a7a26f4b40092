import { FibonacciIntegerEncoder, FibonacciIntegerRangeEncoder } from "@iabgpp/cmpapi";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Bits,
  bitsOf,
  holds,
  idsSet,
  LONGEST,
  takeFibonacci,
  takeFibonacciRanges,
  takeVendors,
} from "../../../../src/core/consent/signals/bits.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** The cursor over digits written out, padded to whole characters. */
function over(digits: string): Bits {
  const text = digits.replaceAll(/.{1,6}/g, (six) => ALPHABET.charAt(Number.parseInt(six.padEnd(6, "0"), 2)));
  const bits = bitsOf(text);
  if (!bits) throw new Error(`not base64url: ${text}`);
  return bits;
}

function binary(value: number, width: number): string {
  return value.toString(2).padStart(width, "0");
}

const ids = fc.uniqueArray(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 60 });

describe("the bits of a text", () => {
  it.each(["", "=", "A=", "A A", "A+", "A/", "Ä", "A\n", "A".repeat(LONGEST + 1)])("refuses %j", (text) => {
    expect(bitsOf(text)).toBeNull();
  });

  it("reads integers of any width, in order", () => {
    const part = fc
      .integer({ min: 1, max: 36 })
      .chain((width) => fc.tuple(fc.constant(width), fc.integer({ min: 0, max: 2 ** width - 1 })));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1 }), (parts) => {
        const bits = over(parts.map(([width, value]) => binary(value, width)).join(""));
        expect(parts.map(([width]) => bits.take(width))).toEqual(parts.map(([, value]) => value));
        expect(bits.sound()).toBe(true);
      }),
    );
  });

  it("is unsound for good once more is asked for than there is", () => {
    const bits = over("111111");
    expect([bits.size, bits.take(4), bits.sound()]).toEqual([6, 15, true]);
    expect([bits.take(3), bits.sound(), bits.take(1), bits.sound()]).toEqual([0, false, 0, false]);
  });
});

describe("Fibonacci coding", () => {
  it.each([
    ["11", 1],
    ["011", 2],
    ["0011", 3],
    ["1011", 4],
    ["00011", 5],
    ["10011", 6],
    ["01011", 7],
  ])("reads %s as %i", (digits, value) => {
    expect(takeFibonacci(over(digits))).toBe(value);
  });

  it("reads what the official encoder writes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 65_535 }), (value) => {
        const bits = over(FibonacciIntegerEncoder.encode(value));
        expect([takeFibonacci(bits), bits.sound()]).toEqual([value, true]);
      }),
    );
  });

  it("reads ranges as the official encoder writes them", () => {
    fc.assert(
      fc.property(ids, (some) => {
        const bits = over(FibonacciIntegerRangeEncoder.encode([...some]));
        const ranges = takeFibonacciRanges(bits);
        expect(ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index))).toEqual(
          some.toSorted((a, b) => a - b),
        );
        expect(bits.sound()).toBe(true);
      }),
    );
  });

  it.each(["", "0".repeat(60), "01".repeat(30)])("refuses a number that does not end: %j", (digits) => {
    const bits = over(`0${digits}`);
    takeFibonacci(bits);
    expect(bits.sound()).toBe(false);
  });
});

describe("a vendor list", () => {
  it("reads a bit field and holds exactly its ids", () => {
    fc.assert(
      fc.property(ids, (some) => {
        const max = Math.max(...some);
        const field = Array.from({ length: max }, (_, index) => (some.includes(index + 1) ? "1" : "0")).join("");
        const vendors = takeVendors(over(`${binary(max, 16)}0${field}`));
        const upTo = Array.from({ length: max + 2 }, (_, id) => id);
        expect(upTo.filter((id) => holds(vendors, id))).toEqual(some.toSorted((a, b) => a - b));
      }),
    );
  });

  it.each([
    ["an id 0", `${binary(9, 16)}1${binary(1, 12)}0${binary(0, 16)}`],
    ["a range that runs backwards", `${binary(9, 16)}1${binary(1, 12)}1${binary(5, 16)}${binary(4, 16)}`],
    ["an id over the maximum", `${binary(9, 16)}1${binary(1, 12)}0${binary(10, 16)}`],
    ["a range over the maximum", `${binary(9, 16)}1${binary(1, 12)}1${binary(1, 16)}${binary(10, 16)}`],
    ["fewer entries than counted", `${binary(9, 16)}1${binary(2, 12)}0${binary(9, 16)}`],
    ["a bit field cut short", `${binary(60_000, 16)}0${"1".repeat(12)}`],
  ])("refuses %s", (_, digits) => {
    const bits = over(digits);
    takeVendors(bits);
    expect(bits.sound()).toBe(false);
  });

  it("numbers the bits of a field from 1", () => {
    expect(idsSet(over("100101"), 6)).toEqual([1, 4, 6]);
  });
});
