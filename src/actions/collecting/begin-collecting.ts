import { toHex } from "../../core/kernel/bytes.ts";
import { MINUTE } from "../../core/kernel/instant.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { beginCollection, pairScreen } from "../../storage/collection.ts";
import { randomBytes } from "../../storage/platform.ts";
import { actorName, type Call } from "../call.ts";
import { sealIn, WHO } from "./sealing.ts";

const LASTS = 30 * MINUTE;
/** How long the code that pairs a screen is good. */
const CODE_LASTS = 10 * MINUTE;
const DIGITS = 8;

/** Begins a collection about somebody who is named, or about whoever pairs their screen. The code is told once. Throws `Unavailable`. */
export async function beginCollecting(
  call: Call,
  subject: SubjectId | null,
): Promise<{ readonly id: string; readonly code: string; readonly until: number }> {
  const id = `col_${toHex(randomBytes(16))}`;
  const code = codeOf(randomBytes(8));
  const until = call.now + LASTS;
  const who = subject === null ? null : await sealIn(call.platform, WHO, subject, call.now);
  const begun = { id, site: call.program.site.key, actor: actorName(call.actor), who, at: call.now, until, endedAt: null };
  await beginCollection(call.platform.env, begun, await call.platform.keyring.name("collection-code", code));
  return { id, code, until };
}

/** Pairs a screen by the code that was told; null where it is not good, or was used. The token is the screen's alone. Throws `Unavailable`. */
export async function pairWith(call: Call, code: string, subject: SubjectId | null): Promise<string | null> {
  const { platform, now } = call;
  const token = toHex(randomBytes(32));
  const who = subject === null ? null : await sealIn(platform, WHO, subject, now);
  const [hashed, screen] = await Promise.all([platform.keyring.name("collection-code", code), screenOf(call, token)]);
  const paired = await pairScreen(platform.env, { code: hashed, screen, who, site: call.program.site.key, since: now - CODE_LASTS }, now);
  return paired === null ? null : token;
}

/** How the token of a screen is kept. */
export function screenOf({ platform }: Pick<Call, "platform">, token: string): Promise<string> {
  return platform.keyring.name("collection-screen", token);
}

function codeOf(random: Uint8Array): string {
  const number = random.reduce((sum, byte) => (sum * 256n + BigInt(byte)) % 10n ** BigInt(DIGITS), 0n);
  return number.toString().padStart(DIGITS, "0");
}
