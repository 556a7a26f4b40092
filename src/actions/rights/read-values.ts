import type { SubjectId } from "../../core/kernel/ids.ts";
import { knownValues, type KnownValue } from "../../core/rights/known-values.ts";
import { localeOf } from "../../core/targeting/locale.ts";
import { Unavailable } from "../../storage/within.ts";
import type { Call } from "../call.ts";
import { readProfiled } from "../consent/read-held.ts";

const WAIT_MS = 2_000;

/** What is known of a person, without what is past its time or waits to be purged. Throws `Unavailable`. */
export async function readValues(call: Call, subject: SubjectId, wanted: string | null): Promise<readonly KnownValue[]> {
  const held = await readProfiled(call, subject, null, WAIT_MS);
  if (!held) throw new Unavailable("a profile could not be read");
  return knownValues(call.program, held.values, localeOf(call.program.compiled.locales, wanted), call.now);
}
