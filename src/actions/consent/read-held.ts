import type { Delta, Pass } from "../../core/consent/pass.ts";
import { grantedAfter, NOTHING_SAID, type ConsentState } from "../../core/consent/state.ts";
import { GENESIS } from "../../core/consent/ledger.ts";
import { SECOND } from "../../core/kernel/instant.ts";
import { withoutEnded } from "../../core/profile/deltas.ts";
import { outlasting, type Purge } from "../../core/profile/purge.ts";
import { unexpired } from "../../core/profile/retention.ts";
import { mergeValues, type AttributeValues } from "../../core/profile/values.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import type { Trials } from "../../core/targeting/trial.ts";
import { readRoot } from "./read-root.ts";
import { permitOf, type Call } from "../call.ts";

/** What the database holds of a subject, read from the primary in one round trip; of one that was merged to another, of its root. */
export interface Held {
  /** Null for somebody nobody knows yet. */
  readonly subject: SubjectId | null;
  readonly version: number;
  readonly head: string;
  readonly state: ConsentState;
  readonly values: AttributeValues;
  /** What they were shown in experiments. */
  readonly trials: Trials;
  /** Events of the pass the profile has not counted yet, and which no no has ended since the pass was issued. */
  readonly missing: readonly Delta[];
  /** True of somebody who was erased: then there is nobody. */
  readonly erased?: true;
}

const NOTHING_HELD: Held = { subject: null, version: 0, head: GENESIS, state: NOTHING_SAID, values: {}, trials: {}, missing: [] };
const WAIT_MS = 1_000;

/** The values that may still be read: neither past their time nor waiting to be purged. */
export function usable(call: Call, values: AttributeValues, state: ConsentState | null, purges: readonly Purge[]): AttributeValues {
  if (purges.length === 0) return unexpired(values, call.now);
  const permit = permitOf(call, state && { state, live: true, known: true, erased: false });
  return outlasting(call.program, unexpired(values, call.now), purges, permit, call.now);
}

type Carrying = Pick<Pass, "deltas" | "issued"> | null;

/** Reads register and profile of a subject; null when the database is away or late. A subject of another controller, or one that was erased, is nobody here. */
export async function readProfiled(call: Call, subject: SubjectId | null, pass: Carrying, ms = WAIT_MS): Promise<Held | null> {
  if (subject === null) return NOTHING_HELD;
  const ids = (pass?.deltas ?? []).map(({ id }) => id);
  try {
    const read = await readRoot(call.platform.env, subject, ids, ms);
    if (read.registered?.state.erased) return { ...NOTHING_HELD, erased: true };
    const isOurs = read.registered === null || read.registered.controller === call.program.site.controller;
    return isOurs ? heldIn(call, read, pass) : { ...NOTHING_HELD, subject };
  } catch {
    return null;
  }
}

/** What is held, of what was read where a subject stands. */
export function heldIn(
  call: Call,
  read: Pick<Awaited<ReturnType<typeof readRoot>>, "root" | "registered" | "profile" | "seen" | "merged" | "purges">,
  pass: Carrying,
): Held {
  const { root, registered, profile, seen, merged, purges } = read;
  const records = [profile?.attributes ?? {}, ...merged].map((values) => usable(call, values, registered?.state ?? null, purges));
  const uncounted = (pass?.deltas ?? []).filter(({ id, at }) => !seen.has(id) && at > (profile?.resetAt ?? 0));
  return {
    ...(registered ?? { version: 0, head: GENESIS, state: NOTHING_SAID }),
    subject: root,
    values: mergeValues(call.program, records),
    trials: profile?.trials ?? {},
    missing: withoutEnded(call.program, uncounted, endedSince(pass, registered)),
  };
}

/** Purposes that ended and were allowed again since a pass was issued, which is told in whole seconds. */
function endedSince(pass: Carrying, registered: Pick<Held, "state"> | null): readonly string[] {
  return pass && registered ? grantedAfter(registered.state, pass.issued + SECOND) : [];
}
