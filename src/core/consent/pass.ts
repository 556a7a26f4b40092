import { asReceiptId, asSubjectId, type ReceiptId, type SubjectId } from "../kernel/ids.ts";
import { SECOND, type Instant } from "../kernel/instant.ts";
import type { Method } from "./choose.ts";
import type { Carried } from "./permit.ts";
import type { ConsentState, Decision, PurposeRecord } from "./state.ts";

/** A value a facet can have. */
export type FacetValue = string | number | boolean | readonly string[];

/** What a facet is carried as: the value of a plain attribute, the state of a computed one. */
export type FacetState = string | number | boolean | null | readonly FacetState[];

/** An event folded into the facets that the profile in D1 may not have seen yet. */
export interface Delta {
  readonly id: string;
  readonly event: string;
  readonly at: Instant;
  readonly fields: { readonly [field: string]: FacetValue };
}

/** A withdrawal the ledger has not confirmed: it is submitted again at each renewal until it is. */
export interface PendingWithdrawal {
  readonly id: ReceiptId;
  readonly at: Instant;
  /** Null: everything. */
  readonly purposes: readonly string[] | null;
  readonly method: Method;
}

/** A share of what may still be shown of what is capped, by cap, under the name this pass is known by; and until when what rests. */
export interface Lease {
  readonly tag: string;
  readonly left: { readonly [cap: string]: number };
  readonly rests: { readonly [target: string]: Instant };
}

/** What the visitor carries. Instants are whole seconds as milliseconds. */
export interface Pass {
  readonly subject: SubjectId | null;
  readonly state: ConsentState;
  readonly facets: { readonly [attribute: string]: FacetState };
  /** Facets left out because the cookie would have grown too long: a decision that needs one reads D1. */
  readonly omitted: readonly string[];
  readonly deltas: readonly Delta[];
  readonly pending: readonly PendingWithdrawal[];
  /** What it may show of what is capped; null: nothing. */
  readonly lease: Lease | null;
  /** By experience: the variant the person stays with. */
  readonly sticky: { readonly [experience: string]: string };
  /** Until when the person lets nothing be used or recorded in this browser, without taking anything back. */
  readonly paused?: Instant;
  /** The instant before the register was read. Only a read of the register moves these three. */
  readonly issued: Instant;
  readonly soft: Instant;
  readonly hard: Instant;
  /** When the cookie ends. It is not slid by visits. */
  readonly keep: Instant;
}

const CODES: Readonly<Record<Decision, string>> = { granted: "g", denied: "d", withdrawn: "w", expired: "e" };
const DECISIONS: Readonly<Record<string, Decision>> = { g: "granted", d: "denied", w: "withdrawn", e: "expired" };

type Group = [code: string, until: number, ...purposes: string[]];
type Packed = [
  subject: string,
  version: number,
  groups: Group[],
  none: number | null,
  rule: string,
  rulesVersion: string,
  flags: number,
  issued: number,
  soft: number,
  hard: number,
  keep: number,
  facets: Pass["facets"],
  omitted: readonly string[],
  deltas: [string, string, number, Delta["fields"]][],
  pending: [string, number, readonly string[] | null, Method?][],
  lease?: [tag: string, left: Lease["left"], rests: Lease["rests"]] | null,
  sticky?: Pass["sticky"],
  paused?: number,
];

const MINOR = 1;
const RESTRICTED = 2;
const PARENTAL = 4;
const ADULT = 8;
/** Between a purpose and what a grant of it was to. */
const MEANING = ":";

/** Writes a pass as compact JSON; purposes that share a decision share its letters. */
export function packPass(pass: Pass): string {
  const { state } = pass;
  const packed: Packed = [
    pass.subject?.slice(4) ?? "",
    state.version,
    groupsOf(state),
    state.none === null ? null : seconds(state.none),
    state.rule,
    state.rulesVersion,
    flagsOf(state),
    seconds(pass.issued),
    seconds(pass.soft) - seconds(pass.issued),
    seconds(pass.hard) - seconds(pass.issued),
    seconds(pass.keep),
    pass.facets,
    pass.omitted,
    pass.deltas.map((delta) => [delta.id, delta.event, delta.at, delta.fields]),
    pass.pending.map((item) => [item.id.slice(4), item.at, item.purposes, item.method]),
  ];
  const isSticky = Object.keys(pass.sticky).length > 0 || pass.paused !== undefined;
  if (pass.lease || isSticky) packed.push(pass.lease && [pass.lease.tag, pass.lease.left, pass.lease.rests]);
  if (isSticky) packed.push(pass.sticky);
  if (pass.paused !== undefined) packed.push(seconds(pass.paused));
  return JSON.stringify(packed);
}

function groupsOf({ decisions }: ConsentState): Group[] {
  const groups = new Map<string, Group>();
  for (const [purpose, record] of Object.entries(decisions)) {
    const group: Group = groups.get(`${record.state}${record.until}`) ?? [CODES[record.state], seconds(record.until)];
    group.push(record.meaning === undefined ? purpose : purpose + MEANING + record.meaning);
    groups.set(`${record.state}${record.until}`, group);
  }
  return [...groups.values()];
}

/** Reads a packed pass. Only authentic text comes here, so its shape is trusted; null when it is not a pass at all. */
export function unpackPass(text: string): Pass | null {
  const packed = JSON.parse(text) as Packed;
  if (!Array.isArray(packed) || packed.length < 15) return null;
  const [
    subject,
    version,
    groups,
    none,
    rule,
    rulesVersion,
    flags,
    issued,
    soft,
    hard,
    keep,
    facets,
    omitted,
    deltas,
    pending,
    lease,
    sticky = {},
    paused,
  ] = packed;
  return {
    subject: asSubjectId(`sub_${subject}`),
    state: {
      version,
      decisions: decisionsOf(groups),
      none: none === null ? null : none * SECOND,
      rule,
      rulesVersion,
      age: ageOf(flags),
      parental: (flags & PARENTAL) !== 0,
      restricted: (flags & RESTRICTED) !== 0,
    },
    ...{ facets, omitted, sticky },
    deltas: deltas.map(([id, event, at, fields]) => ({ id, event, at, fields })),
    pending: pending.flatMap(([id, at, purposes, method = "settings"]) => {
      const receipt = asReceiptId(`rcp_${id}`);
      return receipt ? [{ id: receipt, at, purposes, method }] : [];
    }),
    ...(paused === undefined ? {} : { paused: paused * SECOND }),
    lease: lease ? { tag: lease[0], left: lease[1], rests: lease[2] } : null,
    issued: issued * SECOND,
    soft: (issued + soft) * SECOND,
    hard: (issued + hard) * SECOND,
    keep: keep * SECOND,
  };
}

function decisionsOf(groups: readonly Group[]): ConsentState["decisions"] {
  const decisions: Record<string, PurposeRecord> = {};
  for (const [code, until, ...purposes] of groups) {
    const record: PurposeRecord = { state: DECISIONS[code] ?? "denied", until: until * SECOND };
    for (const named of purposes) {
      const [purpose = "", meaning] = named.split(MEANING);
      decisions[purpose] = meaning === undefined ? record : { ...record, meaning };
    }
  }
  return decisions;
}

function ageOf(flags: number): ConsentState["age"] {
  if ((flags & MINOR) !== 0) return "minor";
  return (flags & ADULT) !== 0 ? "adult" : null;
}

function flagsOf({ age, restricted, parental }: ConsentState): number {
  const ofAge = age === null ? 0 : age === "minor" ? MINOR : ADULT;
  return ofAge | (restricted ? RESTRICTED : 0) | (parental ? PARENTAL : 0);
}

function seconds(at: Instant): number {
  return Math.floor(at / SECOND);
}

/** How a pass enters the permit: past its hard time only its refusals count. */
export function carriedBy(pass: Pass, now: Instant): Carried {
  const live = now < pass.hard && now >= pass.issued - CLOCK_SLACK;
  return { state: pass.state, live, known: pass.subject !== null, erased: false, ...(isPaused(pass, now) ? { paused: true } : {}) };
}

/** True while the person lets nothing be used or recorded. */
export function isPaused(pass: Pick<Pass, "paused"> | null, now: Instant): boolean {
  return pass?.paused !== undefined && now < pass.paused;
}

/** Clocks of two edge machines may differ by this much; a pass from further in the future is not live. */
const CLOCK_SLACK = 60 * SECOND;
