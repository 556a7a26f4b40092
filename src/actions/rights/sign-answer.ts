import { importPKCS8 } from "jose";
import { utf8 } from "../../core/kernel/bytes.ts";
import { Misconfigured, type Platform } from "../../storage/platform.ts";

const imported = new Map<string, Promise<CryptoKey>>();

/** Signs a body as OpenDSR 2.0 wants it: base64 of RSA (PKCS #1 v1.5) over SHA-256 (FIPS 186-4), by the key of the certificate that discovery names. */
async function signAnswer({ env }: Pick<Platform, "env">, body: string): Promise<string> {
  const pem = env.EARNEST_OPENDSR_KEY ?? "";
  const known = imported.get(pem) ?? importPKCS8(pem, "RS256");
  imported.set(pem, known);
  const signature = await crypto.subtle.sign("RSASSA-PKCS1-v1_5", await known, utf8(body));
  return btoa(String.fromCharCode(...new Uint8Array(signature)));
}

/** A body and the headers OpenDSR 2.0 wants with it: the domain that answers, and its signature. */
export async function signedBody(
  platform: Pick<Platform, "env">,
  domain: string,
  said: object,
): Promise<{ readonly headers: Readonly<Record<string, string>>; readonly body: string }> {
  const body = JSON.stringify(said);
  return { headers: { "x-opendsr-processor-domain": domain, "x-opendsr-signature": await signAnswer(platform, body) }, body };
}

/** True where answers can be signed. */
export function canSign({ env }: Pick<Platform, "env">): boolean {
  return Boolean(env.EARNEST_OPENDSR_KEY && env.EARNEST_OPENDSR_CERTIFICATE);
}

/** Where the certificate of the signing key is; throws `Misconfigured` where a controller was given none. */
export function certificateOf({ env }: Platform): string {
  for (const name of ["EARNEST_OPENDSR_KEY", "EARNEST_OPENDSR_CERTIFICATE"] as const)
    if (!env[name]) throw new Misconfigured(name, `${name} is not set, so no answer can be signed`);
  return env.EARNEST_OPENDSR_CERTIFICATE ?? "";
}
