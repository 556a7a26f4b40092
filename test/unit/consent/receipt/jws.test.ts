import { createHash, createPublicKey, verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Keyring } from "../../../../src/core/consent/keyring.ts";
import { signReceipt } from "../../../../src/core/consent/receipt/jws.ts";
import { receiptOf } from "../../../../src/core/consent/receipt/record.ts";
import { signingKeysOf, type PublicJwk, type SigningKey } from "../../../../src/core/consent/receipt/signing-key.ts";
import { canonical } from "../../../../src/core/kernel/canonical.ts";
import { sourceOf } from "./receipts.ts";

const OLD = "an-old-secret-of-at-least-thirty-two-characters";
const NEW = "a-new-secret-of-at-least-thirty-two-characters!";
const receipt = receiptOf(await sourceOf());

/** The first key of a keyring over these secrets. */
async function keyOf(...secrets: readonly string[]): Promise<SigningKey> {
  const [key] = await signingKeysOf(await Keyring.of(secrets));
  if (!key) throw new Error("no key");
  return key;
}

/** Checks as a stranger would: with Node's own crypto, knowing nothing but the key set. */
function isGenuine(jws: string, keys: readonly PublicJwk[]): boolean {
  const [header = "", payload = "", signature = ""] = jws.split(".");
  const { kid, alg } = JSON.parse(Buffer.from(header, "base64url").toString()) as { kid: string; alg: string };
  const jwk = keys.find((item) => item.kid === kid);
  if (!jwk || alg !== "EdDSA") return false;
  const key = createPublicKey({ format: "jwk", key: { kty: jwk.kty, crv: jwk.crv, x: jwk.x } });
  return verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, "base64url"));
}

describe("a signed receipt", () => {
  it("is a compact JWS over the receipt's canonical JSON, verified with the published key alone", async () => {
    const key = await keyOf(NEW);
    const jws = await signReceipt(key, receipt);
    const [header = "", payload = ""] = jws.split(".").map((part) => Buffer.from(part, "base64url").toString());
    expect(JSON.parse(header)).toEqual({ alg: "EdDSA", typ: "consent-receipt+jws", cty: "ld+json", kid: key.jwk.kid });
    expect(payload).toBe(canonical(receipt));
    expect(isGenuine(jws, [key.jwk])).toBe(true);
  });

  it("fails when any one character of it is another", async () => {
    const key = await keyOf(NEW);
    const jws = await signReceipt(key, receipt);
    const dots = [jws.indexOf("."), jws.lastIndexOf(".")];
    const places = [5, (dots[0] ?? 0) + 1, (dots[0] ?? 0) + 700, (dots[1] ?? 0) - 9, (dots[1] ?? 0) + 1, jws.length - 5];
    for (const at of places) {
      const changed = `${jws.slice(0, at)}${jws[at] === "A" ? "B" : "A"}${jws.slice(at + 1)}`;
      const answer = ((): boolean => {
        try {
          return isGenuine(changed, [key.jwk]);
        } catch {
          return false;
        }
      })();
      expect(answer).toBe(false);
    }
  });

  it("is verified after a rotation while the old secret is alive, and no longer after", async () => {
    const jws = await signReceipt(await keyOf(OLD), receipt);
    const rotated = (await signingKeysOf(await Keyring.of([NEW, OLD]))).map(({ jwk }) => jwk);
    expect(rotated).toHaveLength(2);
    expect(isGenuine(jws, rotated)).toBe(true);
    expect(isGenuine(jws, [(await keyOf(NEW)).jwk])).toBe(false);
    expect((await keyOf(NEW, OLD)).jwk).toEqual((await keyOf(NEW)).jwk);
  });

  it("is the same each time, and its key the same for the same secret only", async () => {
    const key = await keyOf(NEW);
    expect(await signReceipt(key, receipt)).toBe(await signReceipt(await keyOf(NEW), receipt));
    expect((await keyOf(OLD)).jwk.x).not.toBe(key.jwk.x);
  });
});

it("a key is named by its thumbprint and shows only its public half", async () => {
  const { jwk, privateKey } = await keyOf(NEW);
  expect(Object.keys(jwk).toSorted()).toEqual(["alg", "crv", "kid", "kty", "use", "x"]);
  expect(jwk.kid).toBe(createHash("sha256").update(`{"crv":"Ed25519","kty":"OKP","x":"${jwk.x}"}`).digest("base64url"));
  expect(privateKey.extractable).toBe(false);
  await expect(crypto.subtle.exportKey("pkcs8", privateKey)).rejects.toThrow();
});
