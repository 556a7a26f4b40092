import type { Instant } from "../kernel/instant.ts";
import type { CompiledProgram, CompiledPurpose } from "../program/compiled.ts";
import type { Mode } from "../program/purpose.ts";
import { isGranted, type Reason } from "./permit.ts";
import type { Signals } from "./signals/signals.ts";
import { isNo, saidOf, type ConsentState } from "./state.ts";

/** Where one of these stops a purpose, a yes would change nothing, so nobody is asked for it. */
const STOPPED: ReadonlySet<Reason> = new Set(["minor", "restricted", "paused", "erased"]);

/**
 * The purposes the person must be asked about: those that need a yes and have none, whose grant has expired or was to
 * something else, or whose refusal is old enough to ask again. Rows that allow or let people opt out never interrupt
 * anybody, and nobody is asked for what a signal of theirs stops. `why` holds the permit's reason of each purpose.
 */
export function purposesDue(
  { purposes, notice }: Pick<CompiledProgram, "purposes" | "notice">,
  modes: readonly Mode[],
  state: ConsentState | null,
  why: readonly Reason[],
  { refused }: Pick<Signals, "refused">,
  now: Instant,
): readonly string[] {
  return purposes.flatMap((purpose, index) => {
    const isAsked = notice.purposes[index]?.choice === true && modes[index] === "opt-in" && !STOPPED.has(why[index] ?? "unknown");
    return isAsked && refused[purpose.class] === undefined && !isSettled(purpose, state, now) ? [purpose.key] : [];
  });
}

function isSettled(purpose: CompiledPurpose, state: ConsentState | null, now: Instant): boolean {
  const record = state ? saidOf(state, purpose.key) : null;
  if (!record) return false;
  return isNo(record) ? record.until > now : isGranted(purpose, record, now);
}
