import { isNo, type ConsentState } from "../../core/consent/state.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import type { Platform } from "../platform.ts";
import { within } from "../within.ts";

/**
 * KV `deny:<keyed hash of the subject>`: the version of a withdrawal, and what is refused since, by purpose; `*` for all. It
 * only removes. It lasts longer than an older copy of a database can be put back for (D1 keeps 30 days), so that no
 * withdrawal is lost with what was written after that copy.
 */
const DENY = "deny:";
const KEEP_S = 35 * 86_400;
const WAIT_MS = 300;
const LONG_WAIT_MS = 2_000;
const ALL = "*";

/** What a hint says: below `version` all is withdrawn; at it these purposes were refused, null: every one. */
export interface DenyHint {
  readonly version: number;
  readonly refused: readonly string[] | null;
}

/** Leaves a hint that everything below this state was withdrawn. KV may be away: the register holds the truth. */
export async function writeDenyHint(platform: Platform, subject: SubjectId, { version, decisions, none }: ConsentState): Promise<void> {
  const refused = Object.keys(decisions).filter((purpose) => isNo(decisions[purpose] ?? null));
  const text = [version, ...(none === null ? refused : [ALL])].join(" ");
  try {
    await platform.env.KV.put(await nameOf(platform, subject), text, { expirationTtl: KEEP_S });
  } catch {
    // A hint that could not be written removes nothing; the register and the pass do.
  }
}

/** Leaves a hint that nothing of a subject is good any more. Throws when KV is away. */
export async function writeEndHint(platform: Platform, subject: SubjectId): Promise<void> {
  const text = `${Number.MAX_SAFE_INTEGER} ${ALL}`;
  await within(LONG_WAIT_MS, platform.env.KV.put(await nameOf(platform, subject), text, { expirationTtl: KEEP_S }));
}

/** The version below which all is withdrawn; 0 when there is no hint or KV is away. */
export async function readDenyHint(platform: Platform, subject: SubjectId): Promise<number> {
  try {
    return Number.parseInt((await within(WAIT_MS, platform.env.KV.get(await nameOf(platform, subject)))) ?? "0", 10);
  } catch {
    return 0;
  }
}

/** The whole hint; null where there is none. Throws when KV is away. */
export async function readHint(platform: Platform, subject: SubjectId): Promise<DenyHint | null> {
  const text = await within(LONG_WAIT_MS, platform.env.KV.get(await nameOf(platform, subject)));
  if (text === null) return null;
  const [version = "0", ...refused] = text.split(" ");
  return { version: Number(version), refused: refused.includes(ALL) ? null : refused };
}

async function nameOf(platform: Platform, subject: SubjectId): Promise<string> {
  return DENY + (await platform.keyring.name("deny", subject));
}
