import { refuse, type Result } from "../../core/kernel/result.ts";
import { readIdentifier } from "../../core/profile/identifier.ts";
import { useTokenOnce } from "../../storage/identity-token.ts";
import type { Call } from "../call.ts";
import type { Issued } from "../consent/issue-pass.ts";
import type { Visitor } from "../consent/open-visitor.ts";
import { isBound } from "./bind-browser.ts";
import { readIdentityToken, type TokenRefusal } from "./read-identity-token.ts";
import { signInAs } from "./sign-in-as.ts";

/** `off`: this controller takes nobody's word. `binding`: made for another browser. `used`: it signed in before. */
export type SignInRefusal = TokenRefusal | "off" | "binding" | "used" | "unavailable";

/** Signs this browser in as whom an identity token names. Throws `Unavailable`. */
export async function signIn(call: Call, visitor: Visitor, pass: string, token: string): Promise<Result<Issued, SignInRefusal>> {
  const keys = call.program.site.identity;
  if (!keys) return refuse("off");
  const read = await readIdentityToken(call, keys, token);
  if (!read.ok) return read;
  if (!(await isBound(call, visitor, pass, read.value.nonce))) return refuse("binding");
  if (!(await useTokenOnce(call.platform.env, read.value.id, read.value.expiresAt))) return refuse("used");
  const user = readIdentifier("user", read.value.user);
  return user.ok ? signInAs(call, visitor, { identifier: user.value, id: read.value.id }) : refuse("claims");
}
