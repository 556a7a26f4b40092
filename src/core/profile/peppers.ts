import { toHex, utf8 } from "../kernel/bytes.ts";
import type { Identifier } from "./identifier.ts";

/** What an identifier is known as: its bucket, which never changes, and the hashes it may be stored under, newest first. */
export interface HashedIdentifier {
  readonly bucket: number;
  readonly live: readonly { readonly hash: string; readonly generation: number }[];
}

/**
 * Hashes identifiers with HMAC-SHA-256 under peppers that no database holds (RFC 2104; GDPR art 4(5)). A new pepper is
 * nested over the old hash, HMAC(new, HMAC(old, identifier)): stored hashes move on without anybody knowing the identifier.
 * While they move, two generations are alive.
 */
export class Peppers {
  readonly #keys: readonly CryptoKey[];

  private constructor(keys: readonly CryptoKey[]) {
    this.#keys = keys;
  }

  /** Peppers in the order they were taken up; the oldest stays the innermost for good. */
  static async of(peppers: readonly string[]): Promise<Peppers> {
    const use = { name: "HMAC", hash: "SHA-256" };
    return new Peppers(await Promise.all(peppers.map((pepper) => crypto.subtle.importKey("raw", utf8(pepper), use, false, ["sign"]))));
  }

  /** The generation a hash is to have: the number of peppers. */
  get generation(): number {
    return this.#keys.length;
  }

  /** An identifier belongs to a controller: the same address at two of them is two hashes. */
  async hash(controller: string, { kind, value }: Identifier): Promise<HashedIdentifier> {
    const generations: { readonly hash: string; readonly generation: number }[] = [];
    let text = `${controller}|${kind}|${value}`;
    for (let at = 0; at < this.#keys.length; at++) {
      text = await this.#sign(at, text);
      generations.push({ hash: text, generation: at + 1 });
    }
    return { bucket: Number.parseInt(generations[0]?.hash.slice(0, 2) ?? "0", 16), live: generations.slice(-2).toReversed() };
  }

  /** A hash that stays the same whatever peppers follow: of what is only counted, and never leads to anybody. */
  async lasting(controller: string, { kind, value }: Identifier): Promise<string> {
    return this.#sign(0, `${controller}|${kind}|${value}`);
  }

  /** The same of a text that is no identifier. */
  async mark(text: string): Promise<string> {
    return this.#sign(0, text);
  }

  /** A stored hash under the newest pepper. */
  async moveOn(hash: string, generation: number): Promise<string> {
    let moved = hash;
    for (let at = generation; at < this.#keys.length; at++) moved = await this.#sign(at, moved);
    return moved;
  }

  async #sign(at: number, text: string): Promise<string> {
    const key = this.#keys[at];
    if (!key) throw new Error("a generation without a pepper");
    return toHex(new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8(text))));
  }
}
