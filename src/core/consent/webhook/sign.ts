import { utf8 } from "../../kernel/bytes.ts";
import { SECOND, type Instant } from "../../kernel/instant.ts";

/** A secret as its receiver writes it down: `whsec_` and base64. */
export function secretText(secret: Uint8Array): string {
  return `whsec_${base64(secret)}`;
}

/**
 * The headers of a message under Standard Webhooks: its id, the second it is sent, and an HMAC-SHA-256 of
 * `id.second.body` for each live secret, so that receivers may change theirs while both are good.
 */
export async function signedHeaders(
  secrets: readonly Uint8Array<ArrayBuffer>[],
  id: string,
  body: string,
  now: Instant,
): Promise<Readonly<Record<string, string>>> {
  const second = String(Math.floor(now / SECOND));
  const signatures = await Promise.all(
    secrets.map(async (secret) => {
      const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
      return `v1,${base64(new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8(`${id}.${second}.${body}`))))}`;
    }),
  );
  return { "webhook-id": id, "webhook-timestamp": second, "webhook-signature": signatures.join(" ") };
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
