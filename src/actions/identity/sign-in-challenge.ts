import type { Identifier } from "../../core/profile/identifier.ts";
import { randomBytes } from "../../storage/platform.ts";
import type { Call } from "../call.ts";

/** What a browser that asked for a code brings back with it: which code, and for which address. Only this Worker reads it. */
export interface Challenge {
  readonly id: string;
  readonly address: Identifier;
}

const LABEL = "sign-in-code";

export function sealChallenge(call: Call, challenge: Challenge): Promise<string> {
  return call.platform.keyring.seal(LABEL, JSON.stringify(challenge), associatedOf(call), call.now, randomBytes(12));
}

/** Null for anything that was not sealed for this site. */
export async function openChallenge(call: Call, sealed: string): Promise<Challenge | null> {
  const text = await call.platform.keyring.open(LABEL, sealed, associatedOf(call));
  return text === null ? null : (JSON.parse(text) as Challenge);
}

/** A code is kept as a MAC over it and the id of its row, so that no copy of the table tells a code. */
export function codeHash({ platform }: Call, id: string, code: string): Promise<string> {
  return platform.keyring.name(LABEL, `${id}|${code}`);
}

function associatedOf({ program }: Call): string {
  return `earnest.code.v1|${program.site.controller}|${program.site.key}`;
}
