import { toBase64Url, utf8 } from "../../kernel/bytes.ts";
import { canonical } from "../../kernel/canonical.ts";
import type { Keyring } from "../keyring.ts";

/** The public half of a signing key (RFC 8037 §2), as a key set lists it (RFC 7517 §4). */
export interface PublicJwk {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  readonly x: string;
  readonly use: "sig";
  readonly alg: "EdDSA";
  readonly kid: string;
}

/** An Ed25519 key pair; its private half cannot be taken out again. */
export interface SigningKey {
  readonly jwk: PublicJwk;
  readonly privateKey: CryptoKey;
}

const LABEL = "receipt";
/** PKCS#8 of an Ed25519 private key up to its 32 bytes (RFC 8410 §7). */
const PKCS8_PREFIX = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20);
const ALGORITHM = { name: "Ed25519" };

const remembered = new WeakMap<Keyring, readonly SigningKey[]>();

/** The keys receipts are signed with, one a live secret and the current one first: the same secret gives the same key (RFC 8032, RFC 5869). */
export async function signingKeysOf(keyring: Keyring): Promise<readonly SigningKey[]> {
  const known = remembered.get(keyring);
  if (known) return known;
  const keys = await Promise.all((await keyring.seeds(LABEL)).map(signingKeyOf));
  remembered.set(keyring, keys);
  return keys;
}

async function signingKeyOf(seed: Uint8Array<ArrayBuffer>): Promise<SigningKey> {
  const pkcs8 = new Uint8Array(PKCS8_PREFIX.length + seed.length);
  pkcs8.set(PKCS8_PREFIX);
  pkcs8.set(seed, PKCS8_PREFIX.length);
  const open = await crypto.subtle.importKey("pkcs8", pkcs8, ALGORITHM, true, ["sign"]);
  const { x } = (await crypto.subtle.exportKey("jwk", open)) as { readonly x?: string };
  if (x === undefined) throw new Error("a signing key without a public half");
  const privateKey = await crypto.subtle.importKey("pkcs8", pkcs8, ALGORITHM, false, ["sign"]);
  const kid = await thumbprint(x);
  return { jwk: { kty: "OKP", crv: "Ed25519", x, use: "sig", alg: "EdDSA", kid }, privateKey };
}

/** The SHA-256 thumbprint of a public key (RFC 7638 §3, RFC 8037 §2). */
async function thumbprint(x: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", utf8(canonical({ crv: "Ed25519", kty: "OKP", x })));
  return toBase64Url(new Uint8Array(digest));
}
