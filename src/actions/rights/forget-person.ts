import type { SubjectId } from "../../core/kernel/ids.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { isNobody } from "../../core/profile/identifier.ts";
import type { Call } from "../call.ts";
import type { Issued } from "../consent/issue-pass.ts";
import type { Visitor } from "../consent/open-visitor.ts";
import { readRoot } from "../consent/read-root.ts";
import { handOffRefusals } from "../identity/hand-off-refusals.ts";
import { readFamily } from "../identity/read-family.ts";
import { eraseSubject, type ErasedSubject } from "./erase-subject.ts";
import { forgetDevice } from "./forget-device.ts";

const WAIT_MS = 2_000;

/** What a person's own wish came to, and what their browser is to hold from now on. */
export interface Forgotten {
  /** Null where only the browser forgot: the person is known elsewhere too. */
  readonly erased: ErasedSubject | null;
  readonly issued: Issued;
}

/**
 * Erases whoever uses this browser. The pass is no login: it is enough for somebody who is nothing but this browser; of a
 * known person it must be proven. Throws `Unavailable`.
 */
export async function eraseMe(
  call: Call,
  visitor: Visitor,
  isProven: boolean,
): Promise<Result<Forgotten, "no-pass" | "proof" | "other-controller" | "unavailable">> {
  const subject = visitor.pass?.subject ?? null;
  if (subject === null) return visitor.pass ? ok({ erased: null, issued: await forgetDevice(call, visitor) }) : refuse("no-pass");
  if (!isProven && !(await isAnonymous(call, subject))) return refuse("proof");
  const erased = await eraseSubject(call, subject);
  if (erased.ok) return ok({ erased: erased.value, issued: await forgetDevice(call, visitor) });
  return refuse(erased.error === "unknown" ? "unavailable" : erased.error);
}

/** Lets this browser forget: what only it reaches is erased, a known person only leaves it. Throws `Unavailable`. */
export async function forgetMe(call: Call, visitor: Visitor): Promise<Result<Forgotten, "other-controller" | "unavailable">> {
  const erased = await eraseMe(call, visitor, false);
  if (erased.ok) return erased;
  if (erased.error !== "no-pass" && erased.error !== "proof") return refuse(erased.error);
  if (!(await handOffRefusals(call, visitor))) return refuse("unavailable");
  return ok({ erased: null, issued: await forgetDevice(call, visitor) });
}

async function isAnonymous(call: Call, subject: SubjectId): Promise<boolean> {
  const { env } = call.platform;
  const { kinds } = await readFamily(env, (await readRoot(env, subject, [], WAIT_MS)).root);
  return isNobody(kinds);
}
