import type { Delta } from "../../core/consent/pass.ts";
import { NOTHING_SAID, type ConsentState } from "../../core/consent/state.ts";
import { GENESIS } from "../../core/consent/ledger.ts";
import type { AttributeValues } from "../../core/profile/values.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { readSubject } from "../../storage/register.ts";
import { shardOf } from "../../storage/shards.ts";
import type { Call } from "../call.ts";

/** What the database holds of a subject, read from the primary in one round trip. */
export interface Held {
  readonly version: number;
  readonly head: string;
  readonly state: ConsentState;
  readonly values: AttributeValues;
  /** Events of the pass the profile has not counted yet. */
  readonly missing: readonly Delta[];
}

const NOTHING_HELD: Held = { version: 0, head: GENESIS, state: NOTHING_SAID, values: {}, missing: [] };
const WAIT_MS = 1_000;

/** Reads register and profile of a subject; null when the database is away or late. A subject of another controller is nobody here. */
export async function readProfiled(call: Call, subject: SubjectId | null, deltas: readonly Delta[], ms = WAIT_MS): Promise<Held | null> {
  if (subject === null) return NOTHING_HELD;
  try {
    const shard = await shardOf(call.platform.env, subject);
    const { registered, profile, seen } = await readSubject(
      shard,
      subject,
      deltas.map((delta) => delta.id),
      ms,
    );
    if (registered && registered.controller !== call.program.site.controller) return NOTHING_HELD;
    return {
      ...(registered ?? { version: 0, head: GENESIS, state: NOTHING_SAID }),
      values: profile ? profile.attributes : {},
      missing: deltas.filter((delta) => !seen.has(delta.id)),
    };
  } catch {
    return null;
  }
}
