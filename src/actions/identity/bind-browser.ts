import type { Call } from "../call.ts";
import type { Visitor } from "../consent/open-visitor.ts";

const LABEL = "identity-nonce";

/**
 * The nonce that a token must carry to sign this browser in; null without a pass. A token that somebody else was given
 * would otherwise make a visitor that somebody: their choices would hold here, and what happens here would be kept as theirs.
 */
export async function nonceOf(call: Call, visitor: Visitor, pass: string): Promise<string | null> {
  const bound = boundTo(call, visitor, pass);
  return bound === null ? null : call.platform.keyring.sign(LABEL, bound, call.now);
}

/** True when a token was made for the browser that brings it. */
export async function isBound(call: Call, visitor: Visitor, pass: string, nonce: string): Promise<boolean> {
  const bound = boundTo(call, visitor, pass);
  return bound !== null && (await call.platform.keyring.verify(LABEL, bound, nonce));
}

/** A pass is sealed anew now and then, its subject stays. One without a subject is sealed once and for all. */
function boundTo(call: Call, visitor: Visitor, pass: string): string | null {
  return visitor.pass && `${call.program.site.key}|${visitor.pass.subject ?? pass}`;
}
