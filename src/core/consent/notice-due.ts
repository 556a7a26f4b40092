import type { Instant } from "../kernel/instant.ts";
import type { CompiledPurpose, NoticePurpose } from "../program/compiled.ts";
import type { Mode } from "../program/purpose.ts";
import { isGranted, type Reason } from "./permit.ts";
import { isNo, saidOf, type ConsentState } from "./state.ts";

/** Where one of these stops a purpose, a yes would change nothing, so nobody is asked for it. */
const STOPPED: ReadonlySet<Reason> = new Set(["gpc", "gpp", "tcf", "us-privacy", "dnt", "minor", "restricted", "erased"]);

/**
 * The purposes the person must be asked about: those that need a yes and have none, whose grant has expired or was to
 * something else, or whose refusal is old enough to ask again. Rows that allow or let people opt out never interrupt
 * anybody. `why` holds the permit's reason of each purpose.
 */
export function purposesDue(
  purposes: readonly CompiledPurpose[],
  notice: readonly NoticePurpose[],
  modes: readonly Mode[],
  state: ConsentState | null,
  why: readonly Reason[],
  now: Instant,
): readonly string[] {
  return purposes.flatMap((purpose, index) => {
    const isAsked = notice[index]?.choice === true && modes[index] === "opt-in" && !STOPPED.has(why[index] ?? "unknown");
    return isAsked && !isSettled(purpose, state, now) ? [purpose.key] : [];
  });
}

function isSettled(purpose: CompiledPurpose, state: ConsentState | null, now: Instant): boolean {
  const record = state ? saidOf(state, purpose.key) : null;
  if (!record) return false;
  return isNo(record) ? record.until > now : isGranted(purpose, record, now);
}
