import { toBase64Url } from "../../core/kernel/bytes.ts";
import { exposureText, exposureToken } from "../../core/targeting/exposure.ts";
import type { SlotDecision } from "../../core/targeting/decide.ts";
import { randomBytes } from "../../storage/platform.ts";
import type { Call } from "../call.ts";
import type { Decided } from "./decide.ts";

type Signed = readonly (string | null)[];
type Shown = Pick<Decided, "slots" | "passing" | "isReserved">;

/**
 * A token for each slot that shows an experience, under one MAC for the whole decision; null for the others. A slot of whose
 * decision something passes has a text and a MAC of its own, so that its length is not in every token. It waits for the
 * day's first key alone, and says where all was counted before (`isReserved`).
 */
export function signExposures(call: Call, shown: Shown): Signed | Promise<Signed> {
  const { slots, passing } = shown;
  const tokens: (string | null)[] = [];
  const counted: number[] = [];
  for (const [at, slot] of slots.entries()) {
    tokens.push(null);
    if (isCounted(slot)) counted.push(at);
  }
  const late = groupsOf(counted, passing).flatMap((group) => signGroup(call, shown, group, tokens) ?? []);
  return late.length === 0 ? tokens : Promise.all(late).then(() => tokens);
}

/** Nearly always one; what passes is rare. */
function groupsOf(counted: readonly number[], passing: Decided["passing"]): readonly (readonly number[])[] {
  if (!passing) return [counted];
  const [together, apart] = [counted.filter((at) => passing[at] === undefined), counted.filter((at) => passing[at] !== undefined)];
  return [together, ...apart.map((at) => [at])];
}

/** Sets the tokens of some slots under one MAC: at once, and nothing is to be waited for, or later. */
function signGroup(call: Call, shown: Shown, group: readonly number[], tokens: (string | null)[]): Promise<void> | null {
  if (group.length === 0) return null;
  const parts = group.map((at) => shownText(shown.slots[at], shown.passing?.[at]));
  const text = exposureText(Math.floor(call.now / 1000), call.program.hash, nonce(), parts, shown.isReserved);
  const signature = call.platform.keyring.stamp("exposure", `${call.program.site.key}|${text}`, call.now);
  const set = (stamp: string): void => {
    for (const [position, at] of group.entries()) tokens[at] = exposureToken(position, text, stamp);
  };
  if (typeof signature !== "string") return signature.then(set);
  set(signature);
  return null;
}

/** A fallback shown to who is not in the experiment must not enter its analysis. */
function isCounted(slot: SlotDecision): boolean {
  return slot.experience !== null && slot.counted;
}

function shownText(slot: SlotDecision | undefined, passing: string | undefined): string {
  const named = `${slot?.experience}:${slot?.variant}`;
  if (passing !== undefined) return `${named}:${slot?.context ?? ""}:${passing}`;
  return slot?.context === undefined ? named : `${named}:${slot.context}`;
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
