import { SignJWT } from "jose";
import { testProgram } from "../support/program.ts";
import { NOON, type Answer, type Browser } from "./client.ts";

export const ISSUER = "https://login.acme.example";

interface Key {
  readonly kid: string;
  readonly alg: "ES256" | "EdDSA";
  readonly privateKey: CryptoKey;
  readonly jwk: object;
}

async function newKey(kid: string, alg: Key["alg"]): Promise<Key> {
  const algorithm = alg === "ES256" ? { name: "ECDSA", namedCurve: "P-256" } : { name: "Ed25519" };
  const pair = (await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])) as CryptoKeyPair;
  const { kty, crv, x, y } = (await crypto.subtle.exportKey("jwk", pair.publicKey)) as JsonWebKey;
  return { kid, alg, privateKey: pair.privateKey, jwk: { kid, kty, crv, x, ...(y === undefined ? {} : { y }) } };
}

/** A brand's own login: two pinned keys, and one that nobody pinned. */
export async function newLogin(): Promise<{
  readonly curve: Key;
  readonly edwards: Key;
  readonly stranger: Key;
  readonly program: object;
}> {
  const [curve, edwards, stranger] = [await newKey("c1", "ES256"), await newKey("e1", "EdDSA"), await newKey("c1", "ES256")];
  const { controllers } = testProgram() as { controllers: readonly object[] };
  const identity = { issuer: ISSUER, keys: [curve.jwk, edwards.jwk] };
  const [acme, ...others] = controllers;
  return { curve, edwards, stranger, program: testProgram({ controllers: [{ ...acme, identity }, ...others] }) };
}

/** What a token says; what is left out is as it should be. */
interface Claims {
  readonly sub?: string;
  readonly nonce?: string;
  readonly iss?: string;
  readonly aud?: string;
  readonly jti?: string;
  readonly iat?: number;
  readonly exp?: number;
}

/** A token of the brand's login. Instants in seconds from now. */
export function vouch(key: Key, { iat = 0, exp = 60, ...claims }: Claims, now = NOON): Promise<string> {
  const seconds = Math.floor(now / 1000);
  const full = { iss: ISSUER, aud: "pk_acme_main", jti: crypto.randomUUID(), ...claims, iat: seconds + iat, exp: seconds + exp };
  return new SignJWT(full).setProtectedHeader({ alg: key.alg, kid: key.kid }).sign(key.privateKey);
}

export async function nonceFor(visitor: Browser): Promise<string> {
  return (await visitor.ask("/v1/identities/nonce")).json.nonce;
}

/** Signs a browser in as a page does: nonce, token of the brand's server, token to Earnest. */
export async function signInAs(visitor: Browser, key: Key, user: string): Promise<Answer> {
  const token = await vouch(key, { sub: user, nonce: await nonceFor(visitor) }, visitor.now);
  return visitor.ask("/v1/identities/token", { body: { token } });
}
