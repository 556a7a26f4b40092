import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import { proofFor } from "../../actions/identity/prove.ts";
import { redeemCode } from "../../actions/identity/redeem-code.ts";
import { sendCode } from "../../actions/identity/send-code.ts";
import { readIdentifier } from "../../core/profile/identifier.ts";
import type { Opened, Pages } from "../door.ts";
import { fieldOf } from "../field.ts";
import type { Outcome } from "./outcome.ts";

/** Where a browser keeps what the code it waits for is entered with; ten minutes, as long as the code is good. */
export const CODE_COOKIE = "__Host-earnest-code";

/** The cookie with a challenge; an empty one takes it away. */
export function codeCookie(challenge: string): string {
  return `${CODE_COOKIE}=${challenge}; Max-Age=${challenge === "" ? 0 : 600}; Path=/; Secure; SameSite=Lax; HttpOnly`;
}

/** Sends a code to an address, if anybody is known by it, and says the same if nobody is. */
export async function askCode({ call }: Opened, form: FormData, c: Context<Pages>): Promise<Outcome> {
  const read = readIdentifier("email", fieldOf(form, "email"));
  if (!read.ok) return { note: "noteEmail", at: "prove" };
  const sent = await sendCode(call, read.value, c.req.header("cf-connecting-ip") ?? null);
  return sent.ok ? { note: "codeSent", at: "prove", challenge: sent.value } : { note: "noteMany", at: "prove" };
}

/** Signs the browser in for the code that was sent. */
export async function enterCode({ call, visitor }: Opened, form: FormData, c: Context<Pages>): Promise<Outcome> {
  const challenge = getCookie(c, CODE_COOKIE) ?? "";
  const signed = await redeemCode(call, visitor, challenge, fieldOf(form, "code").slice(0, 20));
  if (!signed.ok) return signed.error === "unavailable" ? { note: "noteAway", at: "prove" } : { note: "noteCode", at: "prove" };
  const { subject } = signed.value.pass;
  return {
    note: "noteProven",
    at: "known",
    issued: signed.value,
    challenge: "",
    ...(subject ? { proof: await proofFor(call, subject) } : {}),
  };
}
