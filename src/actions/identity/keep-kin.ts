import type { SubjectId } from "../../core/kernel/ids.ts";
import { noteKin, readKin } from "../../storage/kin.ts";
import { Unavailable } from "../../storage/within.ts";
import type { Call } from "../call.ts";

/**
 * Notes with the cards of whoever these records are of which records are theirs. It may be left out: a door that finds an old
 * note looks for itself.
 */
export async function keepKin({ platform: { env } }: Pick<Call, "platform">, ...of: readonly SubjectId[]): Promise<void> {
  try {
    const people = (await Promise.all(of.map((record) => readKin(env, record, [])))).filter(({ hasCard }) => hasCard);
    if (people.length > 0) await noteKin(env, people);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
  }
}
