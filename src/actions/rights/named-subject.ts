import type { SubjectId } from "../../core/kernel/ids.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { Call } from "../call.ts";
import { readRoot } from "../consent/read-root.ts";
import { findSubjects, type SubjectRef } from "../identity/find-subjects.ts";

const WAIT_MS = 2_000;

/** Whom a name leads to, at their root; null where to nobody. Throws `Unavailable`. */
export async function namedSubject(call: Call, ref: SubjectRef): Promise<Result<SubjectId | null, "other-controller">> {
  const [named] = await findSubjects(call, [ref]);
  if (!named) return ok(null);
  const { root, registered } = await readRoot(call.platform.env, named, [], WAIT_MS);
  return registered && registered.controller !== call.program.site.controller ? refuse("other-controller") : ok(root);
}
