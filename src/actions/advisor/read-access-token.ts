import { createRemoteJWKSet, jwtVerify } from "jose";
import { readIdentifier } from "../../core/profile/identifier.ts";
import { peppersOf } from "../../storage/peppers.ts";
import { Misconfigured, type Platform } from "../../storage/platform.ts";

const SETTING = /^(https:\/\/[a-z0-9.-]+|http:\/\/127\.0\.0\.1:\d+\/[\w-]+) ([0-9A-Za-z_-]{8,128})(?: ([0-9A-Za-z_-]{8,128}))?$/;
const known = new Map<string, ReturnType<typeof createRemoteJWKSet>>();

/** What the team of a site guards: whoever advises people is not by that at the console. */
export type Application = "advisor" | "console";

/** True where Cloudflare Access may let staff in. */
export function takesAccess(platform: Platform, application: Application = "advisor"): boolean {
  return (platform.env.EARNEST_ACCESS ?? "") !== "" && accessOf(platform, application).audience !== undefined;
}

/**
 * Whom a token of Cloudflare Access (RS256; keys from its team) names, as a keyed hash of their address: staff are told
 * apart here without being listed. Null for a token that is not of this team and application, or is over.
 */
export async function readAccessToken(
  platform: Platform,
  token: string,
  now: number,
  application: Application = "advisor",
): Promise<string | null> {
  const { team, audience, keys } = accessOf(platform, application);
  if (audience === undefined) return null;
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ["RS256"],
      issuer: team,
      audience,
      requiredClaims: ["exp", "iat", "email"],
      clockTolerance: 5,
      currentDate: new Date(now),
    });
    const email = readIdentifier("email", String(payload["email"]));
    return email.ok ? (await (await peppersOf(platform.env)).lasting("staff", email.value)).slice(0, 16) : null;
  } catch {
    return null;
  }
}

function accessOf({ env, local }: Platform, application: Application) {
  const [, team = "", advisor, console] = SETTING.exec(env.EARNEST_ACCESS ?? "") ?? [];
  if (team === "" || (team.startsWith("http:") && !local))
    throw new Misconfigured(
      "EARNEST_ACCESS",
      "EARNEST_ACCESS must be the https address of a team and one or two audience tags, spaces between",
    );
  const keys = known.get(team) ?? createRemoteJWKSet(new URL(`${team}/cdn-cgi/access/certs`), { timeoutDuration: 5_000 });
  known.set(team, keys);
  return { team, audience: application === "console" ? console : advisor, keys };
}
