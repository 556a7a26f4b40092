import { toBase64Url } from "../../core/kernel/bytes.ts";
import { exposureText, exposureToken } from "../../core/targeting/exposure.ts";
import type { SlotDecision } from "../../core/targeting/decide.ts";
import { randomBytes } from "../../storage/platform.ts";
import type { Call } from "../call.ts";

type Signed = readonly (string | null)[];

/** A token for each slot that shows an experience, under one MAC for the whole decision; null for the others. It waits for the day's first key alone, and says where all was counted before (`isReserved`). */
export function signExposures(call: Call, slots: readonly SlotDecision[], isReserved = false): Signed | Promise<Signed> {
  const shown = slots.flatMap((slot) => (isCounted(slot) ? [shownText(slot)] : []));
  if (shown.length === 0) return slots.map(() => null);
  const text = exposureText(Math.floor(call.now / 1000), call.program.hash, nonce(), shown, isReserved);
  const signature = call.platform.keyring.stamp("exposure", `${call.program.site.key}|${text}`, call.now);
  return typeof signature === "string" ? tokensOf(slots, text, signature) : signature.then((late) => tokensOf(slots, text, late));
}

function tokensOf(slots: readonly SlotDecision[], text: string, signature: string): Signed {
  let position = 0;
  return slots.map((slot) => (isCounted(slot) ? exposureToken(position++, text, signature) : null));
}

/** A fallback shown to who is not in the experiment must not enter its analysis. */
function isCounted(slot: SlotDecision): boolean {
  return slot.experience !== null && slot.counted;
}

function shownText({ experience, variant, context }: SlotDecision): string {
  return context === undefined ? `${experience}:${variant}` : `${experience}:${variant}:${context}`;
}

const NONCE = 16;
let drawn = "";
let next = 0;

/** Sixteen base64url characters (96 random bits), drawn for many decisions at once. */
function nonce(): string {
  if (next >= drawn.length) {
    drawn = toBase64Url(randomBytes(3_072));
    next = 0;
  }
  next += NONCE;
  return drawn.slice(next - NONCE, next);
}
