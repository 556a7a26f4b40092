import type { SubjectId } from "../../core/kernel/ids.ts";
import { readCopies } from "../../storage/merged-copies.ts";
import { readTogether, type Together } from "../../storage/subjects.ts";
import type { Call } from "../call.ts";
import { heldIn, type Held } from "./read-held.ts";

const WAIT_MS = 10_000;

/**
 * Registers and profiles of many people of a controller, each as one reads it alone, in two round trips to each database. Of
 * those who were erased, or merged to another, nothing. Throws `Unavailable`.
 */
export async function readStanding(call: Call, subjects: readonly SubjectId[]): Promise<ReadonlyMap<SubjectId, Held>> {
  const known = await readTogether(call.platform.env, new Map(subjects.map((subject) => [subject, []])), WAIT_MS);
  const roots = [...known].filter(([subject, together]) => stands(call, subject, together)).map(([, together]) => together);
  const copies = await readCopies(roots, WAIT_MS);
  return new Map(roots.map((together) => [together.root, heldIn(call, { ...together, merged: copies.get(together.root) ?? [] }, null)]));
}

function stands({ program }: Call, subject: SubjectId, { root, registered }: Together): boolean {
  return root === subject && registered?.controller === program.site.controller && !registered.state.erased;
}
