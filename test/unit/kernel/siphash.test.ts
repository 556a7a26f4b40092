import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toHex } from "../../../src/core/kernel/bytes.ts";
import { sipHash, type SipKey } from "../../../src/core/kernel/siphash.ts";

const MASK = 0xffff_ffff_ffff_ffffn;
const rotl = (value: bigint, by: bigint): bigint => ((value << by) | (value >> (64n - by))) & MASK;
const latin = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 300 });
const anyKey = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes): SipKey => new Int32Array(new Uint8Array(bytes).buffer));
const counting = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

/** The paper's own words, in numbers of 64 bits. */
function written(key: SipKey, text: string): string {
  const word = (at: number): bigint => BigInt.asUintN(32, BigInt(key[at] ?? 0));
  const [k0, k1] = [word(0) | (word(1) << 32n), word(2) | (word(3) << 32n)];
  let [v0, v1, v2, v3] = [k0 ^ 0x736f6d6570736575n, k1 ^ 0x646f72616e646f83n, k0 ^ 0x6c7967656e657261n, k1 ^ 0x7465646279746573n];
  const turn = (rounds: number): void => {
    for (let round = 0; round < rounds; round++) {
      v0 = (v0 + v1) & MASK;
      v2 = (v2 + v3) & MASK;
      v1 = rotl(v1, 13n) ^ v0;
      v3 = rotl(v3, 16n) ^ v2;
      v0 = rotl(v0, 32n);
      v2 = (v2 + v1) & MASK;
      v0 = (v0 + v3) & MASK;
      v1 = rotl(v1, 17n) ^ v2;
      v3 = rotl(v3, 21n) ^ v0;
      v2 = rotl(v2, 32n);
    }
  };
  const bytes = Array.from(text, (char) => BigInt(char.charCodeAt(0)));
  while (bytes.length % 8 !== 7) bytes.push(0n);
  bytes.push(BigInt(text.length % 256));
  for (let at = 0; at < bytes.length; at += 8) {
    const block = bytes.slice(at, at + 8).reduce((sum, byte, place) => sum | (byte << BigInt(8 * place)), 0n);
    v3 ^= block;
    turn(2);
    v0 ^= block;
  }
  const half = (): string =>
    counting(8).reduce((hex, place) => hex + (((v0 ^ v1 ^ v2 ^ v3) >> BigInt(8 * place)) & 255n).toString(16).padStart(2, "0"), "");
  v2 ^= 0xeen;
  turn(4);
  const first = half();
  v1 ^= 0xddn;
  turn(4);
  return first + half();
}

describe("SipHash of 128 bits", () => {
  const key: SipKey = new Int32Array(Uint8Array.from(counting(16)).buffer);
  const hashed = (text: string): string => toHex(sipHash(key, text) ?? new Uint8Array());

  it.each([
    [0, "a3817f04ba25a8e66df67214c7550293"],
    [1, "da87c1d86b99af44347659119b22fc45"],
    [15, "5493e99933b0a8117e08ec0f97cfc3d9"],
  ])("is what its authors publish for %i bytes", (length, expected) => {
    expect(hashed(String.fromCharCode(...counting(length)))).toBe(expected);
  });

  it("is what the paper says for any key and text", () => {
    fc.assert(
      fc.property(anyKey, latin, (other, text) => {
        expect(toHex(sipHash(other, text) ?? new Uint8Array())).toBe(written(other, text));
      }),
    );
  });

  it("knows no text beyond Latin-1, of which two would have the same bytes", () => {
    expect(sipHash(key, "a~\u0161")).toBeNull();
  });
});
