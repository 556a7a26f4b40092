import { decodeProtectedHeader, errors, importJWK, jwtVerify, type CryptoKey, type JWTPayload } from "jose";
import { sha256Hex } from "../../core/kernel/bytes.ts";
import { SECOND } from "../../core/kernel/instant.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { IdentityKeys } from "../../core/program/identity-keys.ts";
import type { Call } from "../call.ts";

/** What a brand's own server says of the person at this browser. */
export interface Vouched {
  /** SHA-256 of issuer and token id. */
  readonly id: string;
  /** The brand's id of the person. */
  readonly user: string;
  /** Of which browser it says so. */
  readonly nonce: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Which part of a token was refused. */
export type TokenRefusal = "form" | "key" | "signature" | "issuer" | "audience" | "lifetime" | "claims";

const MOST_AGE_S = 120;
const SLACK_S = 5;
const ALGORITHMS = ["ES256", "EdDSA", "Ed25519"];

/**
 * Reads an identity token (RFC 7519; RFC 8725): signed by a key pinned in the program, from its issuer, for this site's
 * key, issued and ending within 120 s, with an id, a person and the nonce of a browser. That it is used once, and by that
 * browser, is for others to see to.
 */
export async function readIdentityToken(
  call: Pick<Call, "now" | "program">,
  keys: IdentityKeys,
  token: string,
): Promise<Result<Vouched, TokenRefusal>> {
  try {
    const key = await pinnedKey(keys, decodeProtectedHeader(token).kid);
    if (!key) return refuse("key");
    const { payload } = await jwtVerify(token, key, {
      algorithms: ALGORITHMS,
      issuer: keys.issuer,
      audience: call.program.site.key,
      requiredClaims: ["iat", "exp", "jti", "sub", "nonce"],
      maxTokenAge: MOST_AGE_S,
      clockTolerance: SLACK_S,
      currentDate: new Date(call.now),
    });
    return await vouchedOf(payload, keys.issuer);
  } catch (error) {
    return refuse(refusalOf(error));
  }
}

async function vouchedOf({ iat, exp, jti, sub, nonce }: JWTPayload, issuer: string): Promise<Result<Vouched, TokenRefusal>> {
  if (typeof iat !== "number" || typeof exp !== "number" || exp - iat > MOST_AGE_S) return refuse("lifetime");
  if (!isWord(jti) || !isWord(sub) || !isWord(nonce)) return refuse("claims");
  return ok({ id: await sha256Hex(`${issuer}|${jti}`), user: sub, nonce, expiresAt: (exp + SLACK_S) * SECOND });
}

function isWord(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= 200;
}

const imported = new WeakMap<object, Promise<CryptoKey | Uint8Array>>();

/** The pinned key a token names. The algorithm is that of the key, whatever the token says. */
async function pinnedKey(keys: IdentityKeys, kid: string | undefined): Promise<CryptoKey | Uint8Array | null> {
  const jwk = keys.keys.find((item) => item.kid === kid);
  if (!jwk) return null;
  const { kty, crv, x } = jwk;
  const known =
    imported.get(jwk) ?? (jwk.kty === "EC" ? importJWK({ kty, crv, x, y: jwk.y }, "ES256") : importJWK({ kty, crv, x }, "EdDSA"));
  imported.set(jwk, known);
  return known;
}

function refusalOf(error: unknown): TokenRefusal {
  if (error instanceof errors.JWTExpired) return "lifetime";
  if (error instanceof errors.JWTClaimValidationFailed) return CLAIMS[error.claim] ?? "claims";
  if (error instanceof errors.JWSSignatureVerificationFailed) return "signature";
  return error instanceof errors.JOSEAlgNotAllowed ? "key" : "form";
}

const CLAIMS: Readonly<Record<string, TokenRefusal>> = { iss: "issuer", aud: "audience", iat: "lifetime", exp: "lifetime" };
