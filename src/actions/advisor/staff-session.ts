import { HOUR, MINUTE, type Instant } from "../../core/kernel/instant.ts";
import { randomBytes } from "../../storage/platform.ts";
import type { Call } from "../call.ts";

/** Somebody of the staff who signed in by a key: whose, and by which. The key itself is kept nowhere. */
export interface StaffSession {
  /** SHA-256 of the key, in hex. */
  readonly key: string;
  readonly name: string;
  readonly since: Instant;
}

interface Sealed extends StaffSession {
  /** Of the last page. */
  readonly at: Instant;
}

/** A session ends after so long without a page, and a working day after it began. */
export const IDLE = 30 * MINUTE;
const DAY_OF_WORK = 10 * HOUR;
const LABEL = "staff";

/** Seals a session as it stands now; it opens at this site alone. */
export function sealSession(call: Call, session: StaffSession): Promise<string> {
  const text = JSON.stringify({ ...session, at: call.now } satisfies Sealed);
  return call.platform.keyring.seal(LABEL, text, associatedOf(call), call.now, randomBytes(12));
}

/** The session that was sealed; null when it is over, forged or of another site. Whether its key still holds is asked elsewhere. */
export async function openSession(call: Call, sealed: string): Promise<StaffSession | null> {
  const text = await call.platform.keyring.open(LABEL, sealed, associatedOf(call));
  if (text === null) return null;
  const session = JSON.parse(text) as Sealed;
  const idle = call.now - session.at;
  return idle >= 0 && idle < IDLE && call.now - session.since < DAY_OF_WORK ? session : null;
}

function associatedOf({ program: { site } }: Call): string {
  return `earnest.staff.v1|${site.controller}|${site.key}`;
}
