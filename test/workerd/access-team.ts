import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { inject } from "vitest";
import { NOON } from "./client.ts";

type Key = Awaited<ReturnType<typeof generateKeyPair>>["privateKey"];

/** A team of Cloudflare Access whose keys can be fetched, tokens of it, and a key that is none of its own. */
export async function accessTeam() {
  const team = `${inject("receiver")}/${crypto.randomUUID()}`;
  const [{ privateKey, publicKey }, { privateKey: foreign }] = await Promise.all([generateKeyPair("RS256"), generateKeyPair("RS256")]);
  const jwk = { ...(await exportJWK(publicKey)), kid: "k1", alg: "RS256", use: "sig" };
  await fetch(`${team}/200`, { method: "POST", body: JSON.stringify({ keys: [jwk] }) });
  const claims = { iss: team, aud: "audience-of-desk", iat: NOON / 1000, exp: NOON / 1000 + 600, email: "Anna@brand.example" };
  const tokenOf = (change: Record<string, unknown> = {}, key: Key = privateKey): Promise<string> =>
    new SignJWT({ ...claims, ...change }).setProtectedHeader({ alg: "RS256", kid: "k1" }).sign(key);
  return { team, tokenOf, foreign };
}
