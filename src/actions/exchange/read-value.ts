import type { ConsentRecord } from "../../core/consent/choose.ts";
import { isNo, saidOf } from "../../core/consent/state.ts";
import { valueOf, type Value } from "../../core/exchange/value.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { readLedger } from "../../storage/register.ts";
import { readValueRows } from "../../storage/value.ts";
import { Unavailable } from "../../storage/within.ts";
import type { Call } from "../call.ts";
import type { Visitor } from "../consent/open-visitor.ts";
import { readProfiled } from "../consent/read-held.ts";
import { readRoot } from "../consent/read-root.ts";
import { readFamily, type Family } from "../identity/read-family.ts";

const WAIT_MS = 2_000;

/** What a person gave and what they got for it, with all records that are theirs. Throws `Unavailable`. */
export async function readValue(call: Call, root: SubjectId, locale: string, family?: Family): Promise<Value> {
  const { env } = call.platform;
  const { subjects } = family ?? (await readFamily(env, root));
  const [held, entries, kept] = await Promise.all([
    readProfiled(call, root, null, WAIT_MS),
    readLedger(env, root, WAIT_MS),
    readValueRows(env, subjects, call.now),
  ]);
  if (!held) throw new Unavailable("the profile could not be read");
  const said = entries.flatMap(({ payload }) => (payload === null ? [] : [JSON.parse(payload) as ConsentRecord]));
  // What waits to be purged after a no is not told any more.
  const brought = kept.brought.filter(({ purpose }) => !isNo(saidOf(held.state, purpose)));
  return valueOf(call.program, { ...kept, brought, state: held.state, values: held.values, said }, locale);
}

/**
 * The same of whoever's browser it is. What is known of a device alone its pass may read; of somebody with an identifier
 * nothing, since a pass is no login. Throws `Unavailable`.
 */
export async function readOwnValue(call: Call, { pass, state }: Visitor, locale: string): Promise<Result<Value, "unproven">> {
  if (!pass?.subject || state === null) return ok(NOTHING);
  const { root, registered } = await readRoot(call.platform.env, pass.subject, [], WAIT_MS);
  if (registered && registered.controller !== call.program.site.controller) return ok(NOTHING);
  const family = await readFamily(call.platform.env, root);
  if ([...family.kinds].some((kind) => kind !== "device")) return refuse("unproven");
  return ok(await readValue(call, root, locale, family));
}

const NOTHING: Value = { gave: [], got: [], owed: [], purposes: [] };
