import { addDuration, type Instant } from "../kernel/instant.ts";
import type { NoticePurpose } from "../program/compiled.ts";
import type { JurisdictionRule } from "./rules.ts";
import { RULES_VERSION } from "./rules-table.ts";
import { saidOf, type ConsentState, type PurposeRecord } from "./state.ts";
import type { Signals } from "./permit.ts";

export const METHODS = ["banner", "settings", "contextual", "api", "expiry"] as const;
export type Method = (typeof METHODS)[number];

/** What the person decided: yes or no per purpose, or a withdrawal of everything. */
export type Choice =
  | { readonly kind: "some"; readonly decisions: { readonly [purpose: string]: boolean } }
  | { readonly kind: "withdraw-all" };

/** The circumstances of a choice, kept as proof with it (GDPR art 7(1)). */
export interface Circumstances {
  readonly at: Instant;
  readonly site: string;
  readonly controller: string;
  readonly method: Method;
  readonly notice: { readonly version: string; readonly locale: string } | null;
  readonly rule: JurisdictionRule;
  readonly signals: Signals;
}

/** The body of a ledger entry. */
export interface ConsentRecord {
  readonly at: Instant;
  readonly site: string;
  readonly controller: string;
  readonly method: Method;
  readonly notice: { readonly version: string; readonly locale: string } | null;
  readonly rule: string;
  readonly rulesVersion: string;
  readonly signals: Signals;
  /** What changed, explicit both ways. */
  readonly decisions: { readonly [purpose: string]: PurposeRecord };
  /** Set by a withdrawal of everything: until when nobody may ask again. */
  readonly none: Instant | null;
}

/** Writes down a choice: omitted purposes stay; a no after a yes is `withdrawn`, any other no is `denied`. */
export function recordOf(choice: Choice, purposes: readonly NoticePurpose[], before: ConsentState, where: Circumstances): ConsentRecord {
  const reask = addDuration(where.at, where.rule.reask.afterRefusal);
  const expires = addDuration(where.at, where.rule.reask.consentLasts);
  const wanted: readonly (readonly [string, boolean])[] =
    choice.kind === "some"
      ? Object.entries(choice.decisions)
      : purposes.filter((purpose) => purpose.choice).map((purpose) => [purpose.key, false] as const);
  const decisions = Object.fromEntries(
    wanted.map(([purpose, yes]) => [purpose, yes ? { state: "granted" as const, until: expires } : noOf(before, purpose, reask)]),
  );
  return {
    at: where.at,
    site: where.site,
    controller: where.controller,
    method: where.method,
    notice: where.notice,
    rule: where.rule.id,
    rulesVersion: RULES_VERSION,
    signals: where.signals,
    decisions,
    none: choice.kind === "withdraw-all" ? reask : null,
  };
}

function noOf(before: ConsentState, purpose: string, until: Instant): PurposeRecord {
  const said = saidOf(before, purpose)?.state;
  return { state: said === "granted" || said === "withdrawn" ? "withdrawn" : "denied", until };
}

/** Folds one record into the state; the ledger folded from its start is the register. */
export function applyRecord(state: ConsentState, record: ConsentRecord, version: number): ConsentState {
  return {
    ...state,
    version,
    decisions: { ...state.decisions, ...record.decisions },
    none: record.none ?? state.none,
    rule: record.rule,
    rulesVersion: record.rulesVersion,
  };
}

/** The first instant at which a grant of this state expires; null when none does. */
export function firstExpiry(state: ConsentState): Instant | null {
  const grants = Object.values(state.decisions).filter((record) => record.state === "granted");
  return grants.length === 0 ? null : Math.min(...grants.map((record) => record.until));
}

/** The record that turns grants past their time into `expired`; null when there are none. */
export function expiryOf(state: ConsentState, where: Omit<Circumstances, "method" | "notice">): ConsentRecord | null {
  const lapsed = Object.entries(state.decisions).filter(([, record]) => record.state === "granted" && record.until <= where.at);
  if (lapsed.length === 0) return null;
  return {
    at: where.at,
    site: where.site,
    controller: where.controller,
    method: "expiry",
    notice: null,
    rule: state.rule,
    rulesVersion: state.rulesVersion,
    signals: where.signals,
    decisions: Object.fromEntries(lapsed.map(([purpose, record]) => [purpose, { state: "expired" as const, until: record.until }])),
    none: null,
  };
}
