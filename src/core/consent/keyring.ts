import { fromBase64Url, toBase64Url, toHex, utf8, fromUtf8 } from "../kernel/bytes.ts";
import { DAY, type Instant } from "../kernel/instant.ts";
import { sipHash, type SipKey } from "../kernel/siphash.ts";

interface Secret {
  readonly fingerprint: string;
  readonly root: CryptoKey;
}

/** Days of which the derived keys are kept in memory. */
const MOST_KEYS = 512;
const IV_BYTES = 12;

/**
 * Seals and opens with AES-256-GCM under keys derived by HKDF-SHA-256 (RFC 5869) from the Worker's secret, one key a
 * label and day. Two secrets are alive at once: the first seals, both open. A key id names secret and day.
 */
export class Keyring {
  readonly #secrets: readonly Secret[];
  readonly #keys = new Map<string, CryptoKey>();
  readonly #stampKeys = new Map<string, SipKey>();
  readonly #associated = new Map<string, Uint8Array<ArrayBuffer>>();

  private constructor(secrets: readonly Secret[]) {
    this.#secrets = secrets;
  }

  /** Makes a keyring of the current secret and, while it is still honoured, the one before. */
  static async of(secrets: readonly string[]): Promise<Keyring> {
    return new Keyring(
      await Promise.all(
        secrets.map(async (secret): Promise<Secret> => {
          const bytes = utf8(secret);
          const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(`earnest.fingerprint|${secret}`)));
          const root = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveKey", "deriveBits"]);
          return { fingerprint: toHex(digest.subarray(0, 3)), root };
        }),
      ),
    );
  }

  /** Seals text for a label; `random` must hold 12 fresh random bytes. The associated data must match at opening. */
  async seal(label: string, text: string, associated: string, now: Instant, random: Uint8Array<ArrayBuffer>): Promise<string> {
    const [current] = this.#secrets;
    if (!current) throw new Error("keyring without a secret");
    const day = Math.floor(now / DAY);
    const kid = `${current.fingerprint}${day.toString(36)}`;
    const key = this.#known("aes", label, kid) ?? (await this.#derive("aes", current, label, kid, day));
    const iv = random.subarray(0, IV_BYTES);
    const sealed = new Uint8Array(
      await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(`${kid}|${associated}`) }, key, utf8(text)),
    );
    const joined = new Uint8Array(IV_BYTES + sealed.length);
    joined.set(iv);
    joined.set(sealed, IV_BYTES);
    return `${kid}.${toBase64Url(joined)}`;
  }

  /** Opens what `seal` made; null for anything forged, cut short, of another label, or of a secret no longer alive. */
  async open(label: string, sealed: string, associated: string): Promise<string | null> {
    const dot = sealed.indexOf(".");
    const kid = sealed.slice(0, dot);
    const key = this.#known("aes", label, kid) ?? (await this.#deriveByKid("aes", label, kid));
    const bytes = fromBase64Url(sealed.slice(dot + 1));
    if (!key || !bytes || bytes.length <= IV_BYTES) return null;
    try {
      const { buffer } = bytes;
      const name = { name: "AES-GCM", iv: new Uint8Array(buffer, 0, IV_BYTES), additionalData: this.#associatedBytes(kid, associated) };
      return fromUtf8(await crypto.subtle.decrypt(name, key, new Uint8Array(buffer, IV_BYTES)));
    } catch {
      return null;
    }
  }

  /** What opening a pass is bound to, as bytes: the same few texts each time. */
  #associatedBytes(kid: string, associated: string): Uint8Array<ArrayBuffer> {
    const text = `${kid}|${associated}`;
    const known = this.#associated.get(text);
    if (known) return known;
    const bytes = utf8(text);
    if (this.#associated.size >= MOST_KEYS) this.#associated.clear();
    this.#associated.set(text, bytes);
    return bytes;
  }

  /** A MAC (HMAC-SHA-256, first 16 bytes, base64url) with a key id in front. */
  async sign(label: string, text: string, now: Instant): Promise<string> {
    const [current] = this.#secrets;
    if (!current) throw new Error("keyring without a secret");
    const day = Math.floor(now / DAY);
    const kid = `${current.fingerprint}${day.toString(36)}`;
    const key = this.#known("mac", label, kid) ?? (await this.#derive("mac", current, label, kid, day));
    const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8(text)));
    return `${kid}.${toBase64Url(mac.subarray(0, 16))}`;
  }

  /** True when `signature` is what `sign` made of this label and text. */
  async verify(label: string, text: string, signature: string): Promise<boolean> {
    const dot = signature.indexOf(".");
    const kid = signature.slice(0, dot);
    const key = this.#known("mac", label, kid) ?? (await this.#deriveByKid("mac", label, kid));
    if (!key) return false;
    const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8(text)));
    return sameText(toBase64Url(mac.subarray(0, 16)), signature.slice(dot + 1));
  }

  /** A MAC as `sign` makes, of Latin-1 text and by SipHash: for what every decision needs, it waits only for the day's key. */
  stamp(label: string, text: string, now: Instant): string | Promise<string> {
    const [current] = this.#secrets;
    if (!current) throw new Error("keyring without a secret");
    const day = Math.floor(now / DAY);
    const kid = `${current.fingerprint}${day.toString(36)}`;
    const key = this.#stampKeys.get(`${label}|${kid}`);
    return key ? stamped(kid, key, text) : this.#deriveStamp(current, label, kid, day).then((derived) => stamped(kid, derived, text));
  }

  /** True when `stamped` is what `stamp` made of this label and text. */
  async isStamp(label: string, text: string, stamp: string): Promise<boolean> {
    const kid = stamp.slice(0, stamp.indexOf("."));
    const named = this.#named(kid);
    if (!named) return false;
    const key = this.#stampKeys.get(`${label}|${kid}`) ?? (await this.#deriveStamp(named.secret, label, kid, named.day));
    return sameText(stamped(kid, key, text), stamp);
  }

  /** A stable keyed hash of a text for names in caches (day 0 of the current secret), so that no key holds an identifier. */
  async name(label: string, text: string): Promise<string> {
    return (await this.sign(label, text, 0)).split(".")[1] ?? "";
  }

  /** 32 bytes that each live secret yields for a label, the current secret's first: seeds of keys whose public half is shown. */
  async seeds(label: string): Promise<readonly Uint8Array<ArrayBuffer>[]> {
    const derivation = { name: "HKDF", hash: "SHA-256", salt: utf8("earnest"), info: utf8(`earnest.seed.${label}`) };
    return Promise.all(this.#secrets.map(async ({ root }) => new Uint8Array(await crypto.subtle.deriveBits(derivation, root, 256))));
  }

  #known(kind: "aes" | "mac", label: string, kid: string): CryptoKey | undefined {
    return this.#keys.get(`${kind}|${label}|${kid}`);
  }

  async #deriveByKid(kind: "aes" | "mac", label: string, kid: string): Promise<CryptoKey | null> {
    const named = this.#named(kid);
    return named && this.#derive(kind, named.secret, label, kid, named.day);
  }

  /** Secret and day of a key id; null for one that is none, or of a secret no longer alive. */
  #named(kid: string): { readonly secret: Secret; readonly day: number } | null {
    const secret = this.#secrets.find((item) => kid.startsWith(item.fingerprint));
    const day = Number.parseInt(kid.slice(6), 36);
    return secret && /^[0-9a-z]{1,6}$/.test(kid.slice(6)) && Number.isSafeInteger(day) ? { secret, day } : null;
  }

  async #deriveStamp(secret: Secret, label: string, kid: string, day: number): Promise<SipKey> {
    const derivation = { name: "HKDF", hash: "SHA-256", salt: utf8("earnest"), info: utf8(`earnest.stamp.${label}.${day}`) };
    const key: SipKey = new Int32Array(await crypto.subtle.deriveBits(derivation, secret.root, 128));
    if (this.#stampKeys.size >= MOST_KEYS) this.#stampKeys.clear();
    this.#stampKeys.set(`${label}|${kid}`, key);
    return key;
  }

  async #derive(kind: "aes" | "mac", secret: Secret, label: string, kid: string, day: number): Promise<CryptoKey> {
    const target = kind === "aes" ? { name: "AES-GCM", length: 256 } : { name: "HMAC", hash: "SHA-256", length: 256 };
    const info = utf8(`earnest.${kind}.${label}.${day}`);
    const uses: KeyUsage[] = kind === "aes" ? ["encrypt", "decrypt"] : ["sign"];
    const key = await crypto.subtle.deriveKey(
      { name: "HKDF", hash: "SHA-256", salt: utf8("earnest"), info },
      secret.root,
      target,
      false,
      uses,
    );
    if (this.#keys.size >= MOST_KEYS) this.#keys.clear();
    this.#keys.set(`${kind}|${label}|${kid}`, key);
    return key;
  }
}

/** A text beyond Latin-1 has no stamp, and is nobody's. */
function stamped(kid: string, key: SipKey, text: string): string {
  const mac = sipHash(key, text);
  return mac ? `${kid}.${toBase64Url(mac)}` : "";
}

/** Compares two texts in a time that depends only on their length. */
function sameText(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let index = 0; index < a.length; index++) difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  return difference === 0;
}

type KeyUsage = "encrypt" | "decrypt" | "sign";
