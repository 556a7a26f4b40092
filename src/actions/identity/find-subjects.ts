import { asSubjectId, type SubjectId } from "../../core/kernel/ids.ts";
import type { Identifier } from "../../core/profile/identifier.ts";
import { findListed, type Found } from "../../storage/identifier.ts";
import { peppersOf } from "../../storage/peppers.ts";
import type { Call } from "../call.ts";

/** How a server names somebody: by subject id, or by an identifier that was linked to them. */
export type SubjectRef = { readonly kind: "subject"; readonly value: string } | Identifier;

/** What an identifier is of somebody who was erased: nobody's, and no file's to bring back. */
export const GONE = "erased";

/**
 * The subjects these names point to; null for one that points to nobody. Only callers with a secret key get here: a
 * browser's claim to be somebody resolves to nobody. Throws `Unavailable`.
 */
export async function findSubjects(call: Call, refs: readonly SubjectRef[]): Promise<readonly (SubjectId | null)[]> {
  return (await findNamed(call, refs)).map((found) => (found === GONE ? null : found));
}

/** The same, telling identifiers nobody has from those of people who were erased. Throws `Unavailable`. */
export async function findNamed(call: Call, refs: readonly SubjectRef[]): Promise<readonly (SubjectId | typeof GONE | null)[]> {
  const identifiers = refs.filter((ref): ref is Identifier => ref.kind !== "subject");
  if (identifiers.length === 0) return refs.map((ref) => asSubjectId(ref.value));
  const peppers = await peppersOf(call.platform.env);
  const hashed = await Promise.all(identifiers.map((identifier) => peppers.hash(call.program.site.controller, identifier)));
  const listed = await findListed(call.platform.env, hashed);
  const found = new Map(identifiers.map((identifier, at) => [identifier, standing(listed[at] ?? null)]));
  return refs.map((ref) => (ref.kind === "subject" ? asSubjectId(ref.value) : (found.get(ref) ?? null)));
}

function standing(listed: Found | null): SubjectId | typeof GONE | null {
  return listed && (listed.subject ?? GONE);
}
