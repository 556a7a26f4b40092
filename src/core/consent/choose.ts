import { addDuration, type Instant } from "../kernel/instant.ts";
import type { CompiledProgram } from "../program/compiled.ts";
import type { JurisdictionRule } from "./rules.ts";
import { RULES_VERSION } from "./rules-table.ts";
import { saidOf, type ConsentState, type PurposeRecord } from "./state.ts";
import type { PrivacySignals } from "./signals/refuse.ts";
import type { Signals } from "./signals/signals.ts";

/** How a person says what they choose in a browser or an app. */
export const OWN_METHODS = ["banner", "settings", "contextual", "api"] as const;
/** How staff and other systems write down what a person told them. */
export const RECORDED_METHODS = ["card", "kiosk", "phone", "paper", "web-form", "agent", "import"] as const;
export type OwnMethod = (typeof OWN_METHODS)[number];
export type RecordedMethod = (typeof RECORDED_METHODS)[number];
export type Method = OwnMethod | RecordedMethod | "ask" | "signal" | "expiry" | "merge" | "unmerge";

/** What was shown when the choice was made. `texts` and `banner` are SHA-256 in hex: of the words, and of the code that showed them. */
export interface ShownNotice {
  readonly version: string;
  readonly locale: string;
  readonly texts: string | null;
  readonly banner: string | null;
}

/** Who wrote a choice down for the person, and what they hold of it; a reference, never the document. */
export interface Evidence {
  readonly actor: string;
  readonly reference: string;
  /** When the person said it, where that was before. */
  readonly at: Instant | null;
}

/** What was learnt of the person's age with a choice. */
export interface AgeStatement {
  readonly age: "adult" | "minor";
  /** True when a holder of parental responsibility agreed. */
  readonly parental: boolean;
}

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
  readonly notice: ShownNotice | null;
  readonly rule: JurisdictionRule;
  readonly signals: Signals;
  readonly evidence: Evidence | null;
  readonly age: AgeStatement | null;
  /** What a yes was to, where that is not what it would be to now. */
  readonly meanings?: { readonly [purpose: string]: string };
}

/** The body of a ledger entry. */
export interface ConsentRecord {
  readonly at: Instant;
  readonly site: string;
  readonly controller: string;
  readonly method: Method;
  readonly notice: ShownNotice | null;
  readonly rule: string;
  readonly rulesVersion: string;
  /** What browser and consent managers said, as they said it. */
  readonly signals: { readonly gpc: boolean } & PrivacySignals;
  readonly evidence: Evidence | null;
  readonly age: AgeStatement | null;
  /** What changed, explicit both ways. */
  readonly decisions: { readonly [purpose: string]: PurposeRecord };
  /** Set by a withdrawal of everything: until when nobody may ask again. */
  readonly none: Instant | null;
  /** Set where the person had the use of everything restricted, or let go of that (GDPR art 18). */
  readonly restricted?: boolean;
}

/** Writes down a choice: omitted purposes stay; a no after a yes is `withdrawn`, any other no is `denied`. Time counts from when it was said. */
export function recordOf(
  choice: Choice,
  program: Pick<CompiledProgram, "purposes" | "notice">,
  before: ConsentState,
  where: Circumstances,
): ConsentRecord {
  const said = where.evidence?.at ?? where.at;
  const reask = addDuration(said, where.rule.reask.afterRefusal);
  const expires = addDuration(said, where.rule.reask.consentLasts);
  const wanted: readonly (readonly [string, boolean])[] =
    choice.kind === "some"
      ? Object.entries(choice.decisions)
      : program.notice.purposes.filter((purpose) => purpose.choice).map((purpose) => [purpose.key, false] as const);
  const decisions = Object.fromEntries(
    wanted.map(([purpose, yes]) => [purpose, yes ? yesOf(program, purpose, expires, where.meanings) : noOf(before, purpose, reask)]),
  );
  return {
    ...placed(where),
    method: where.method,
    notice: where.notice,
    rule: where.rule.id,
    rulesVersion: RULES_VERSION,
    evidence: where.evidence,
    age: where.age,
    decisions,
    none: choice.kind === "withdraw-all" ? reask : null,
  };
}

function placed({
  at,
  site,
  controller,
  signals,
}: Pick<Circumstances, "at" | "site" | "controller" | "signals">): Pick<ConsentRecord, "at" | "site" | "controller" | "signals"> {
  return { at, site, controller, signals: { gpc: signals.gpc, ...signals.heard } };
}

function yesOf(
  program: Pick<CompiledProgram, "purposes">,
  key: string,
  until: Instant,
  meanings: Circumstances["meanings"],
): PurposeRecord {
  const meaning = meanings?.[key] ?? program.purposes.find((item) => item.key === key)?.meaning;
  return meaning === undefined ? { state: "granted", until } : { state: "granted", until, meaning };
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
    decisions: { ...state.decisions, ...countedFrom(state, record) },
    none: record.none ?? state.none,
    rule: record.rule,
    rulesVersion: record.rulesVersion,
    restricted: record.restricted ?? state.restricted,
    ...agedBy(state, record),
  };
}

/** The decisions of a record: a yes after anything but a yes counts from the record on, one after a yes from where that did. */
function countedFrom(state: ConsentState, { at, decisions }: ConsentRecord): ConsentRecord["decisions"] {
  const counted = Object.entries(decisions).map(([purpose, said]) => {
    const before = saidOf(state, purpose);
    if (said.state !== "granted" || !before) return [purpose, said] as const;
    const since = Math.max(said.since ?? 0, before.state === "granted" ? (before.since ?? 0) : at);
    return [purpose, since === 0 ? said : { ...said, since }] as const;
  });
  return Object.fromEntries(counted);
}

/** Who is known as a minor does not grow up by saying so in a browser: that takes somebody who saw a proof. */
function agedBy({ age, parental }: ConsentState, record: ConsentRecord): Pick<ConsentState, "age" | "parental"> {
  const own = OWN_METHODS.some((method) => method === record.method);
  if (record.age === null || (own && age === "minor")) return { age, parental };
  return record.age;
}

/** True when a record is what comes of this choice: a request that is made again under its key says the same again. */
export function isRecordOf(record: ConsentRecord, choice: Choice): boolean {
  if (choice.kind === "withdraw-all") return record.none !== null;
  const decided = Object.entries(choice.decisions);
  return (
    record.none === null && decided.every(([key, yes]) => (record.decisions[key]?.state === "granted") === yes && key in record.decisions)
  );
}

/** The first instant at which a grant of this state expires; null when none does. */
export function firstExpiry(state: ConsentState): Instant | null {
  const grants = Object.values(state.decisions).filter((record) => record.state === "granted");
  return grants.length === 0 ? null : Math.min(...grants.map((record) => record.until));
}

/** The record that turns grants past their time into `expired`; null when there are none. */
export function expiryOf(state: ConsentState, where: Pick<Circumstances, "at" | "site" | "controller" | "signals">): ConsentRecord | null {
  const lapsed = Object.entries(state.decisions).filter(([, record]) => record.state === "granted" && record.until <= where.at);
  if (lapsed.length === 0) return null;
  return {
    ...placed(where),
    method: "expiry",
    notice: null,
    rule: state.rule,
    rulesVersion: state.rulesVersion,
    evidence: null,
    age: null,
    decisions: Object.fromEntries(lapsed.map(([purpose, record]) => [purpose, { state: "expired" as const, until: record.until }])),
    none: null,
  };
}
