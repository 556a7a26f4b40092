import type { changePerson } from "./choose.ts";
import { oneAtATime } from "./lock.ts";
import type { call } from "./transport.ts";

/** An identity token, or what gets one of the brand's server for the nonce of this browser. */
export type Voucher = string | ((nonce: string) => Promise<string> | string);

/** Signs in as whom a token names. The tag hands over what it knows, so that this brings no copy of it. */
export async function signIn(ask: typeof call, change: typeof changePerson, voucher: Voucher): Promise<void> {
  const token = await tokenOf(ask, voucher);
  await change(() => oneAtATime(() => ask("POST", "/v1/identities/token", { token })));
}

export function signOut(ask: typeof call, change: typeof changePerson): Promise<void> {
  return change(() => oneAtATime(() => ask("POST", "/v1/identities/sign-out", {})));
}

async function tokenOf(ask: typeof call, voucher: Voucher): Promise<string> {
  if (typeof voucher === "string") return voucher;
  const { nonce } = await ask<{ nonce: string }>("GET", "/v1/identities/nonce");
  return voucher(nonce);
}
