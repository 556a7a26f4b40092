import type { changePerson } from "./choose.ts";
import type { call } from "./transport.ts";

/** An identity token, or what gets one of the brand's server for the nonce of this browser. */
export type Voucher = string | ((nonce: string) => Promise<string> | string);

/** Signs in as whom a token names, or out. The tag hands over what it knows, so that this brings no copy of it. */
export async function sign(ask: typeof call, change: typeof changePerson, how: "token" | "sign-out", voucher: Voucher = ""): Promise<void> {
  const body = how === "token" ? { token: await tokenOf(ask, voucher) } : {};
  await change(() => ask("POST", "/v1/identities/" + how, body));
}

async function tokenOf(ask: typeof call, voucher: Voucher): Promise<string> {
  if (typeof voucher === "string") return voucher;
  const { nonce } = await ask<{ nonce: string }>("GET", "/v1/identities/nonce");
  return voucher(nonce);
}
