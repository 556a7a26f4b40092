import type { Permit } from "../../core/consent/permit.ts";
import { ruleById } from "../../core/consent/resolve-rule.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { readDenyHint } from "../../storage/cache/deny.ts";
import { isSensitiveFree, permitOf, type Call } from "../call.ts";
import { isWithdrawn, withdrawnAll } from "../consent/open-visitor.ts";
import { readProfiled, type Held } from "../consent/read-held.ts";
import { Unavailable } from "../../storage/within.ts";

/** What is known of a person who is not here themselves, and what of it may be used now. */
export interface Standing {
  readonly held: Held;
  readonly root: SubjectId;
  readonly permit: Permit;
  readonly sensitiveFree: boolean;
}

const WAIT_MS = 2_000;

/** Reads register and profile, and judges by the row of the person's last choice. Throws `Unavailable`. */
export async function standingOf(call: Call, subject: SubjectId): Promise<Standing> {
  const read = await readProfiled(call, subject, null, WAIT_MS);
  if (!read) throw new Unavailable("a person could not be read");
  const root = read.subject ?? subject;
  const denied = await readDenyHint(call.platform, root);
  const held = read.version < denied ? { ...read, state: withdrawnAll(read.state, call.now) } : read;
  const own = { ...call, rule: ruleById(held.state.rule) ?? call.rule };
  const carried = held.version === 0 ? null : { state: held.state, live: true, known: !isWithdrawn(held.state), erased: false };
  return { held, root, permit: permitOf(own, carried), sensitiveFree: isSensitiveFree(own, carried) };
}
