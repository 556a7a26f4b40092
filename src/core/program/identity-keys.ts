import * as z from "zod/mini";

/** A coordinate or key of 32 bytes in base64url. */
const POINT = /^[A-Za-z0-9_-]{43}$/;

/**
 * Who vouches for the people of a controller: the issuer of its identity tokens and the public keys pinned for it
 * (RFC 7517; ES256 or EdDSA). A private half is a field too many, and so refused.
 */
export function identitySchema() {
  const point = z.string().check(z.regex(POINT, "must be 32 bytes in base64url"));
  const common = { kid: z.string().check(z.minLength(1), z.maxLength(100)), use: z.optional(z.literal("sig")) };
  const curve = z.strictObject({
    ...common,
    kty: z.literal("EC"),
    crv: z.literal("P-256"),
    x: point,
    y: point,
    alg: z.optional(z.literal("ES256")),
  });
  const edwards = z.strictObject({
    ...common,
    kty: z.literal("OKP"),
    crv: z.literal("Ed25519"),
    x: point,
    alg: z.optional(z.enum(["EdDSA", "Ed25519"])),
  });
  return z.strictObject({
    issuer: z.string().check(z.minLength(1), z.maxLength(200)),
    keys: z.array(z.discriminatedUnion("kty", [curve, edwards])).check(z.minLength(1), z.maxLength(8)),
  });
}

/** Whose identity tokens a controller believes. */
export type IdentityKeys = z.infer<ReturnType<typeof identitySchema>>;
