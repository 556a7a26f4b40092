/** A key of 128 bits, in words of 32, the lowest first. */
export type SipKey = Int32Array<ArrayBuffer>;

const WIDEST = 0xff;
const BYTE = 8;

/**
 * SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, 2012): a MAC for short texts that has ended before a call
 * of `crypto.subtle` begins. Null for text beyond Latin-1, of which two could have the same bytes.
 */
export function sipHash(key: SipKey, text: string): Uint8Array<ArrayBuffer> | null {
  const state = startOf(key);
  const { length } = text;
  let low = 0;
  let high = 0;
  let seen = 0;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    seen |= code;
    if ((at & 4) === 0) low |= code << ((at & 3) * BYTE);
    else high |= code << ((at & 3) * BYTE);
    if ((at & 7) === 7) {
      absorb(state, low, high);
      low = 0;
      high = 0;
    }
  }
  if (seen > WIDEST) return null;
  absorb(state, low, high | (length << 24));
  return digestOf(state);
}

/** The constants spell "somepseudorandomlygeneratedbytes". */
function startOf([a = 0, b = 0, c = 0, d = 0]: SipKey): Int32Array {
  return Int32Array.of(
    a ^ 0x70736575,
    b ^ 0x736f6d65,
    c ^ 0x6e646f6d ^ 0xee,
    d ^ 0x646f7261,
    a ^ 0x6e657261,
    b ^ 0x6c796765,
    c ^ 0x79746573,
    d ^ 0x74656462,
  );
}

function absorb(state: Int32Array, low: number, high: number): void {
  mix(state, 6, low);
  mix(state, 7, high);
  turn(state, 2);
  mix(state, 0, low);
  mix(state, 1, high);
}

function digestOf(state: Int32Array): Uint8Array<ArrayBuffer> {
  const digest = new Int32Array(4);
  for (const half of [0, 2]) {
    mix(state, half === 0 ? 4 : 2, half === 0 ? 0xee : 0xdd);
    turn(state, 4);
    for (const at of [0, 1]) digest[half + at] = wordAt(state, at) ^ wordAt(state, at + 2) ^ wordAt(state, at + 4) ^ wordAt(state, at + 6);
  }
  return new Uint8Array(digest.buffer);
}

function mix(state: Int32Array, at: number, word: number): void {
  state[at] = wordAt(state, at) ^ word;
}

function wordAt(state: Int32Array, at: number): number {
  return state[at] ?? 0;
}

/** Rounds over four numbers of 64 bits, each in two words: `a` is the low and `A` the high one of the first. */
function turn(state: Int32Array, rounds: number): void {
  let a = wordAt(state, 0);
  let A = wordAt(state, 1);
  let b = wordAt(state, 2);
  let B = wordAt(state, 3);
  let c = wordAt(state, 4);
  let C = wordAt(state, 5);
  let d = wordAt(state, 6);
  let D = wordAt(state, 7);
  for (let round = 0; round < rounds; round++) {
    let held = (a + b) | 0;
    A = (A + B + carried(a, b, held)) | 0;
    a = held;
    held = (c + d) | 0;
    C = (C + D + carried(c, d, held)) | 0;
    c = held;
    held = ((b << 13) | (B >>> 19)) ^ a;
    B = ((B << 13) | (b >>> 19)) ^ A;
    b = held;
    held = ((d << 16) | (D >>> 16)) ^ c;
    D = ((D << 16) | (d >>> 16)) ^ C;
    d = held;
    held = (c + b) | 0;
    C = (C + B + carried(c, b, held)) | 0;
    c = held;
    // The first number is turned by 32 bits: its words change places.
    held = (A + d) | 0;
    A = (a + D + carried(A, d, held)) | 0;
    a = held;
    held = ((b << 17) | (B >>> 15)) ^ c;
    B = ((B << 17) | (b >>> 15)) ^ C;
    b = held;
    held = ((d << 21) | (D >>> 11)) ^ a;
    D = ((D << 21) | (d >>> 11)) ^ A;
    d = held;
    held = c;
    c = C;
    C = held;
  }
  state[0] = a;
  state[1] = A;
  state[2] = b;
  state[3] = B;
  state[4] = c;
  state[5] = C;
  state[6] = d;
  state[7] = D;
}

/** One where two words overflow their sum. */
function carried(one: number, other: number, sum: number): number {
  return ((one & other) | ((one | other) & ~sum)) >>> 31;
}
