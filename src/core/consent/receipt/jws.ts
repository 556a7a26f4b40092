import { toBase64Url, utf8 } from "../../kernel/bytes.ts";
import { canonical } from "../../kernel/canonical.ts";
import type { Node } from "./context.ts";
import type { SigningKey } from "./signing-key.ts";

/** Signs a receipt as a compact JWS with EdDSA (RFC 7515 §7.1, RFC 8037 §3.1); its payload is the receipt's canonical JSON (RFC 8785). */
export async function signReceipt(key: SigningKey, receipt: Node): Promise<string> {
  const header = { alg: "EdDSA", typ: "consent-receipt+jws", cty: "ld+json", kid: key.jwk.kid };
  const signed = `${toBase64Url(utf8(JSON.stringify(header)))}.${toBase64Url(utf8(canonical(receipt)))}`;
  const signature = new Uint8Array(await crypto.subtle.sign({ name: "Ed25519" }, key.privateKey, utf8(signed)));
  return `${signed}.${toBase64Url(signature)}`;
}
