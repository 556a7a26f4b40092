import type { Instant } from "../kernel/instant.ts";

/** What a person has said of one purpose. No record means `unknown`. */
export type Decision = "granted" | "denied" | "withdrawn" | "expired";
export type DecisionOrUnknown = Decision | "unknown";

export interface PurposeRecord {
  readonly state: Decision;
  /** A grant expires at this instant; after a no the person may be asked again from it on. */
  readonly until: Instant;
  /** What a grant was to; a purpose that has come to mean something else is asked for again. */
  readonly meaning?: string;
  /** Of a grant that came after a no: what was taken before this instant stays gone. */
  readonly since?: Instant;
}

/** The consent of one subject as the register and the pass hold it. */
export interface ConsentState {
  /** Grows by at least one with every change; 0 before the first. */
  readonly version: number;
  readonly decisions: { readonly [purpose: string]: PurposeRecord };
  /** Set by a withdrawal of everything: purposes without a record of their own count as withdrawn until asked again. */
  readonly none: Instant | null;
  /** Row of the jurisdiction table the last choice was made under. */
  readonly rule: string;
  readonly rulesVersion: string;
  /** What is known of the person's age under the law of their place; null where nobody asked. */
  readonly age: "adult" | "minor" | null;
  /** True when a holder of parental responsibility agreed to what a minor may consent to (GDPR art 8(1)). */
  readonly parental: boolean;
  /** GDPR art 18: stored, but not used. */
  readonly restricted: boolean;
  /** Set for good once the subject was erased: nothing of theirs is used or written any more. */
  readonly erased?: true;
}

export const NOTHING_SAID: ConsentState = {
  version: 0,
  decisions: {},
  none: null,
  rule: "DEFAULT",
  rulesVersion: "",
  age: null,
  parental: false,
  restricted: false,
};

/** What the state says of one purpose, before rules and signals. */
export function saidOf(state: ConsentState, purpose: string): PurposeRecord | null {
  const own = state.decisions[purpose];
  if (own) return own;
  return state.none === null ? null : { state: "withdrawn", until: state.none };
}

/** How a choice about one partner is called among the decisions: a no to it, whatever its purposes. */
export function partnerChoice(partner: string): string {
  return `@${partner}`;
}

/** The choice to limit the use of sensitive data (Cal. Civ. 1798.121): only its no says anything. */
export const SENSITIVE_CHOICE = "!sensitive";

/** True when the person refused this partner by itself. A partner never gets more than its purposes allow. */
export function isPartnerRefused(state: ConsentState | null, partner: string): boolean {
  return isNo(state?.decisions[partnerChoice(partner)] ?? null);
}

/** True for a no: refused or taken back. */
export function isNo(record: PurposeRecord | null): boolean {
  return record !== null && (record.state === "denied" || record.state === "withdrawn");
}

/**
 * Brings the copy a browser carries and the register together: a register that is ahead wins, a tie goes to the
 * stricter. A copy ahead of the register wins with its refusals; its grants have no ledger row behind them, so they
 * count only where the register grants too.
 */
export function reconcile(carried: ConsentState, register: ConsentState): ConsentState {
  if (register.version > carried.version) return register;
  const purposes = new Set([...Object.keys(carried.decisions), ...Object.keys(register.decisions)]);
  const decisions: Record<string, PurposeRecord> = {};
  for (const purpose of purposes) {
    const merged = stricterRecord(saidOf(carried, purpose), saidOf(register, purpose));
    if (merged) decisions[purpose] = merged;
  }
  return {
    ...register,
    version: carried.version,
    decisions,
    none: laterOf(carried.none, register.none),
    age: carried.age === "minor" ? "minor" : (register.age ?? carried.age),
    restricted: carried.restricted || register.restricted,
  };
}

function stricterRecord(a: PurposeRecord | null, b: PurposeRecord | null): PurposeRecord | null {
  if (isNo(a)) return a;
  if (isNo(b)) return b;
  if (a?.state === "expired") return a;
  if (b?.state === "expired") return b;
  return a && b ? shorterYes(a, b) : null;
}

/** Of two yeses the one that ends first, counted from the later. */
export function shorterYes(a: PurposeRecord, b: PurposeRecord): PurposeRecord {
  const yes = a.until <= b.until ? a : b;
  const since = Math.max(a.since ?? 0, b.since ?? 0);
  return since === 0 ? yes : { ...yes, since };
}

/** The keys whose yes came after a no, and after this instant: for them nothing counts that was taken by then. */
export function grantedAfter(state: ConsentState, taken: Instant): readonly string[] {
  return Object.entries(state.decisions).flatMap(([key, { since }]) => (since !== undefined && since > taken ? [key] : []));
}

function laterOf(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}

/** What was refused, as nobody's: all that is left of somebody who is erased, in their own browser. */
export function refusalsOf({ decisions, none, rule, rulesVersion, age, parental }: ConsentState): ConsentState {
  const noes = Object.entries(decisions).filter(([, record]) => isNo(record));
  const minor = age === "minor" ? { age, parental } : {};
  return { ...NOTHING_SAID, decisions: Object.fromEntries(noes), none, rule, rulesVersion, ...minor };
}
