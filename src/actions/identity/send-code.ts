import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { toHex } from "../../core/kernel/bytes.ts";
import type { Identifier } from "../../core/profile/identifier.ts";
import { needMail, sendMail } from "../../storage/mail.ts";
import { randomBytes } from "../../storage/platform.ts";
import { keepCode } from "../../storage/sign-in-code.ts";
import type { Call } from "../call.ts";
import { findSubjects } from "./find-subjects.ts";
import { codeHash, sealChallenge } from "./sign-in-challenge.ts";

const DIGITS = 8;

/**
 * Sends a one-time code to an address, if somebody is known by it, and answers a challenge to return with the code. Whether
 * anybody is known shows nowhere: what is stored and answered is the same, and the letter goes out after the answer.
 * `client` tells clients apart; null where it has no address. Throws `Unavailable`, and `Misconfigured` without a mail service.
 */
export async function sendCode(call: Call, address: Identifier, client: string | null): Promise<Result<string, "too-many">> {
  const { env, keyring } = call.platform;
  needMail(env);
  const id = toHex(randomBytes(16));
  const code = randomCode();
  const kept = await keepCode(env, {
    id,
    address: await keyring.name("sign-in-address", `${call.program.site.controller}|${address.value}`),
    client: client && (await keyring.name("sign-in-client", client)),
    code: await codeHash(call, id, code),
    at: call.now,
  });
  if (!kept) return refuse("too-many");
  const [subject] = await findSubjects(call, [address]);
  if (subject) call.platform.defer(sendMail(env, { to: address.value, ...letterOf(call, code) }));
  return ok(await sealChallenge(call, { id, address }));
}

function letterOf({ program }: Call, code: string): { readonly subject: string; readonly text: string } {
  const spaced = `${code.slice(0, 4)} ${code.slice(4)}`;
  const text = `${spaced} is your code for the privacy centre of ${controllerOf(program)}. It is good for ten minutes and once.\n\nIf you did not ask for it, somebody typed your address. Nothing happens without the code: keep it to yourself.`;
  return { subject: `${spaced} is your code`, text };
}

function controllerOf({ compiled, site }: Call["program"]): string {
  return compiled.disclosure.controllers.find(({ key }) => key === site.controller)?.name ?? site.key;
}

/** Eight digits, each as likely as the next. */
function randomCode(): string {
  const most = 10 ** DIGITS;
  for (;;) {
    const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1));
    if (drawn < Math.floor(2 ** 32 / most) * most) return String(drawn % most).padStart(DIGITS, "0");
  }
}
