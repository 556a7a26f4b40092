import * as z from "zod";

/** A coordinate or key of 32 bytes in base64url. */
const POINT = /^[A-Za-z0-9_-]{43}$/;

/**
 * Who vouches for the people of a controller: the issuer of its identity tokens and the public keys pinned for it
 * (RFC 7517; ES256 or EdDSA). A private half is a field too many, and so refused.
 */
export function identitySchema() {
  const point = z.string().regex(POINT, "must be 32 bytes in base64url");
  const common = { kid: z.string().min(1).max(100), use: z.literal("sig").optional() };
  const curve = z.strictObject({
    ...common,
    kty: z.literal("EC"),
    crv: z.literal("P-256"),
    x: point,
    y: point,
    alg: z.literal("ES256").optional(),
  });
  const edwards = z.strictObject({
    ...common,
    kty: z.literal("OKP"),
    crv: z.literal("Ed25519"),
    x: point,
    alg: z.enum(["EdDSA", "Ed25519"]).optional(),
  });
  return z.strictObject({
    issuer: z.string().min(1).max(200),
    keys: z
      .array(z.discriminatedUnion("kty", [curve, edwards]))
      .min(1)
      .max(8),
  });
}

/** Whose identity tokens a controller believes. */
export type IdentityKeys = z.infer<ReturnType<typeof identitySchema>>;
