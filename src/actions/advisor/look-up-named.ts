import type { Identifier } from "../../core/profile/identifier.ts";
import type { CompiledAdvisor } from "../../core/program/compiled-advisor.ts";
import { writeRead } from "../../storage/reading.ts";
import { actorName, type Call } from "../call.ts";
import { findSubjects } from "../identity/find-subjects.ts";
import { lookUp, type AdviserView } from "./look-up.ts";

/** Nobody is known by what was asked for. */
export interface NobodySeen {
  readonly view: null;
  readonly subject: null;
  readonly allowed: false;
  readonly why: "unknown";
}

/** What an adviser may see of whoever an identifier names; that nobody has it is written down too, without it. Throws `Unavailable`. */
export async function lookUpNamed(
  call: Call,
  advisor: CompiledAdvisor,
  identifier: Identifier,
  locale: string | null,
): Promise<AdviserView | NobodySeen> {
  const [subject = null] = await findSubjects(call, [identifier]);
  if (subject) return lookUp(call, advisor, subject, locale);
  await writeRead(call.platform.env.DB, { at: call.now, actor: actorName(call.actor), action: "advisor.view", target: "nobody" });
  return { view: null, subject: null, allowed: false, why: "unknown" };
}
