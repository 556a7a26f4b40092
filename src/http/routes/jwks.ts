import type { Context } from "hono";
import { signingKeysOf } from "../../core/consent/receipt/signing-key.ts";
import type { App } from "../env.ts";
import { platformFor } from "../open-call.ts";

/** GET /.well-known/jwks.json: the keys receipts are verified with (RFC 7517 §5), for anyone, the previous secret's too. */
export async function jwksRoute(c: Context<App>): Promise<Response> {
  const { keyring } = await platformFor(c);
  const keys = (await signingKeysOf(keyring)).map(({ jwk }) => jwk);
  return new Response(JSON.stringify({ keys }), {
    headers: {
      "content-type": "application/jwk-set+json",
      "cache-control": "public, max-age=300",
      "access-control-allow-origin": "*",
      "x-content-type-options": "nosniff",
    },
  });
}
