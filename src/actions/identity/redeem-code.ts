import { sha256Hex } from "../../core/kernel/bytes.ts";
import { refuse, type Result } from "../../core/kernel/result.ts";
import { useCode } from "../../storage/sign-in-code.ts";
import type { Call } from "../call.ts";
import type { Issued } from "../consent/issue-pass.ts";
import type { Visitor } from "../consent/open-visitor.ts";
import { findSubjects } from "./find-subjects.ts";
import { signInAs } from "./sign-in-as.ts";
import { codeHash, openChallenge } from "./sign-in-challenge.ts";

/**
 * Signs this browser in as whom the address of a challenge leads to, for the code that was sent there. `match`: it is not
 * that code, or too late, or tried too often; which of these, nobody is told. Throws `Unavailable`.
 */
export async function redeemCode(
  call: Call,
  visitor: Visitor,
  sealed: string,
  code: string,
): Promise<Result<Issued, "match" | "unavailable">> {
  const challenge = await openChallenge(call, sealed);
  if (!challenge) return refuse("match");
  const digits = code.replaceAll(/\D/g, "");
  if (!(await useCode(call.platform.env, challenge.id, await codeHash(call, challenge.id, digits), call.now))) return refuse("match");
  const [subject] = await findSubjects(call, [challenge.address]);
  if (!subject) return refuse("match");
  return signInAs(call, visitor, { identifier: challenge.address, id: await sha256Hex(`code|${challenge.id}`) });
}
