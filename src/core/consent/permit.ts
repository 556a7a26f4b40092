import type { Instant } from "../kernel/instant.ts";
import type { CompiledPurpose } from "../program/compiled.ts";
import type { Mode, PurposeClass } from "../program/purpose.ts";
import type { SignalName, Signals } from "./signals/signals.ts";
import { isNo, saidOf, type ConsentState, type DecisionOrUnknown, type PurposeRecord } from "./state.ts";

/** Why a purpose is allowed or not. */
export type Reason =
  | "granted"
  | "denied"
  | "unknown"
  | "withdrawn"
  | "expired"
  | SignalName
  | "minor"
  | "opt-out-default"
  | "necessary"
  | "lawful-basis"
  | "objected"
  | "restricted"
  | "paused"
  | "no-pass"
  | "erased";

/** The state a request carries, and whether what it grants still counts. */
export interface Carried {
  readonly state: ConsentState;
  /** False past the hard time, or for a no that nobody could authenticate: only its refusals count then. */
  readonly live: boolean;
  /** True when a subject stands behind it; opt-out defaults need one. */
  readonly known: boolean;
  readonly erased: boolean;
  /** True while the person has this browser pause. */
  readonly paused?: boolean;
}

/** Per purpose of the program, by index: allowed or not, and why. */
export interface Permit {
  /** Bit i is set when purpose i is allowed. */
  readonly mask: number;
  /** Bit i is set when purpose i is allowed by the person's own yes. */
  readonly explicit: number;
  readonly why: readonly Reason[];
  readonly state: readonly DecisionOrUnknown[];
}

const PROFILING: ReadonlySet<PurposeClass> = new Set(["personalization", "advertising", "sale-share"]);
const ALLOWED: ReadonlySet<Reason> = new Set(["granted", "opt-out-default", "necessary", "lawful-basis"]);

/**
 * Folds choice, rule and signals into a permit. `modes` holds the mode of each purpose: the strictest of the current
 * row, the row the pass was sealed under and the controller's own. Unknown means not allowed, but under an opt-out row
 * for a visitor with a live pass.
 */
export function permitFor(
  purposes: readonly CompiledPurpose[],
  modes: readonly Mode[],
  carried: Carried | null,
  signals: Signals,
  now: Instant,
): Permit {
  let mask = 0;
  let explicit = 0;
  const why: Reason[] = [];
  const state: DecisionOrUnknown[] = [];
  for (const [index, purpose] of purposes.entries()) {
    const record = carried ? saidOf(carried.state, purpose.key) : null;
    const reason = reasonFor(purpose, modes[index] ?? "deny", record, carried, signals, now);
    why.push(reason);
    state.push(stateOf(purpose, record, now));
    if (ALLOWED.has(reason)) mask |= 1 << index;
    if (reason === "granted") explicit |= 1 << index;
  }
  return { mask, explicit, why, state };
}

function stateOf(purpose: CompiledPurpose, record: PurposeRecord | null, now: Instant): DecisionOrUnknown {
  if (!record) return "unknown";
  return record.state === "granted" && !isGranted(purpose, record, now) ? "expired" : record.state;
}

function reasonFor(
  purpose: CompiledPurpose,
  mode: Mode,
  record: PurposeRecord | null,
  carried: Carried | null,
  signals: Signals,
  now: Instant,
): Reason {
  if (purpose.class === "necessary") return "necessary";
  return (
    standing(purpose, mode, carried) ??
    refusal(purpose, record) ??
    signalled(purpose, signals) ??
    (purpose.basis === "consent" ? chosen(purpose, mode, record, carried, now) : "lawful-basis")
  );
}

/** What holds whatever the person chose. */
function standing(purpose: CompiledPurpose, mode: Mode, carried: Carried | null): Reason | null {
  if (!carried) return null;
  const stopped = stoppedBy(carried);
  if (stopped) return stopped;
  if (carried.state.age !== "minor") return null;
  // A minor's own yes is none where the law asks for a parent's (GDPR art 8(1)).
  const needsParent = mode === "opt-in" && purpose.basis === "consent" && !carried.state.parental;
  return needsParent || PROFILING.has(purpose.class) ? "minor" : null;
}

/** What stops everything, whatever it is for. */
function stoppedBy({ erased, paused, state }: Carried): Reason | null {
  if (erased || state.erased) return "erased";
  if (state.restricted) return "restricted";
  return paused ? "paused" : null;
}

/** A service or a duty that the person cannot choose away, and so no signal can. */
function isOwed({ basis }: CompiledPurpose): boolean {
  return basis === "contract" || basis === "legal-obligation";
}

function refusal(purpose: CompiledPurpose, record: PurposeRecord | null): Reason | null {
  if (!isNo(record) || isOwed(purpose)) return null;
  if (purpose.basis === "legitimate-interest") return "objected";
  return record?.state === "withdrawn" ? "withdrawn" : "denied";
}

function signalled(purpose: CompiledPurpose, signals: Signals): Reason | null {
  return isOwed(purpose) ? null : (signals.refused[purpose.class] ?? null);
}

function chosen(purpose: CompiledPurpose, mode: Mode, record: PurposeRecord | null, carried: Carried | null, now: Instant): Reason {
  const granted = record !== null && isGranted(purpose, record, now);
  const live = carried !== null && carried.live;
  if (granted && live && mode !== "deny") return "granted";
  switch (mode) {
    case "deny":
      return "denied";
    case "allow":
      return "lawful-basis";
    case "opt-out":
      return live && carried.known ? "opt-out-default" : "no-pass";
    case "opt-in":
      return granted ? "no-pass" : unanswered(record, carried);
  }
}

/** A yes counts until its time, and only for what it was to. */
export function isGranted(purpose: Pick<CompiledPurpose, "meaning">, record: PurposeRecord, now: Instant): boolean {
  return record.state === "granted" && record.until > now && (record.meaning === undefined || record.meaning === purpose.meaning);
}

/** A refusal was dealt with before, so a record that is left is a grant past its time. */
function unanswered(record: PurposeRecord | null, carried: Carried | null): Reason {
  if (carried === null) return "no-pass";
  return record === null ? "unknown" : "expired";
}
