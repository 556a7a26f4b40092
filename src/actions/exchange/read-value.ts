import type { ConsentRecord } from "../../core/consent/choose.ts";
import { grantedAfter, isNo, saidOf } from "../../core/consent/state.ts";
import { valueOf, type Value } from "../../core/exchange/value.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { readLedger } from "../../storage/register.ts";
import { readUnlocked } from "../../storage/unlocked.ts";
import { readValueRows } from "../../storage/value.ts";
import { Unavailable } from "../../storage/within.ts";
import type { Call } from "../call.ts";
import { readProfiled, type Held } from "../consent/read-held.ts";
import { readFamily } from "../identity/read-family.ts";

const WAIT_MS = 2_000;

/** What a person gave and what they got for it, with all records that are theirs. Throws `Unavailable`. */
export async function readValue(call: Call, subject: SubjectId, locale: string): Promise<Value> {
  const held = await readProfiled(call, subject, null, WAIT_MS);
  if (!held) throw new Unavailable("the profile could not be read");
  const root = held.subject ?? subject;
  const { subjects } = await readFamily(call.platform.env, root);
  return readValueHeld(call, held, root, subjects, locale);
}

/** The same of a person who was read already. Throws `Unavailable`. */
export async function readValueHeld(
  call: Call,
  held: Held,
  root: SubjectId,
  subjects: readonly SubjectId[],
  locale: string,
): Promise<Value> {
  const { env } = call.platform;
  const [entries, kept, badges] = await Promise.all([
    readLedger(env, root, WAIT_MS),
    readValueRows(env, subjects, call.now),
    readUnlocked(env, subjects),
  ]);
  const said = entries.flatMap(({ payload }) => (payload === null ? [] : [JSON.parse(payload) as ConsentRecord]));
  // What waits to be purged after a no is not told any more, whatever was said since. A report that came is the person's.
  const brought = kept.brought.filter(
    ({ kind, purpose, last }) =>
      kind === "report" || (!isNo(saidOf(held.state, purpose)) && !grantedAfter(held.state, last).includes(purpose)),
  );
  return valueOf(call.program, { ...kept, brought, badges, state: held.state, values: held.values, said }, locale);
}
