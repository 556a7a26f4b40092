import {
  isNo,
  isPartnerRefused,
  NOTHING_SAID,
  partnerChoice,
  saidOf,
  SENSITIVE_CHOICE,
  type ConsentState,
} from "../../core/consent/state.ts";
import { ageOfChoice } from "../../core/consent/age.ts";
import { purposesDue } from "../../core/consent/notice-due.ts";
import type { Carried, Permit } from "../../core/consent/permit.ts";
import { RULES_VERSION } from "../../core/consent/rules-table.ts";
import type { CompiledPurpose } from "../../core/program/compiled.ts";
import { modesHeld, permitOf, type Call } from "../call.ts";
import { carriedOf, type Visitor } from "./open-visitor.ts";

/** The consent of a visitor as it stands, as the JSON a page is told, from what they carry: no I/O. */
export function readConsent(call: Call, visitor: Visitor): string {
  const carried = carriedOf(visitor, call.now);
  return writeConsent(call, carried, permitOf(call, carried));
}

/**
 * Writes `{jurisdiction, state, allowed, why, noticeDue, due, storage, signals, links, limited, age}`. `storage` says
 * whether a functional purpose is allowed, so that the page may keep something on the device; `due` lists the purposes to
 * ask about; `imports` stands there, as true, where choices made in another system may be taken over; `page` is there where
 * a page has something to hold back, clear or tell; partners stand among `state` and `allowed` as `@key`, and among `why` while a pause or a restriction holds them off. Keys need no
 * escaping in JSON.
 */
export function writeConsent(call: Call, carried: Carried | null, permit: Permit): string {
  const { purposes } = call.program.compiled;
  const held = carried?.state ?? null;
  const due = purposesDue(call.program.compiled, modesHeld(call, carried), held, permit.why, call.signals, call.now);
  const age = ageDue(call, carried?.state ?? null);
  const asks = `"noticeDue":${due.length > 0 || age !== null},"due":${JSON.stringify(due)},"age":${age}${importsText(call, due, held)}`;
  const told = `${purposesText(call, held, permit)},${asks},"storage":${mayStore(purposes, permit)}`;
  const page = call.program.hasPage ? ',"page":true' : "";
  return `{"jurisdiction":"${call.rule.id}",${told},${signalsText(call)},${linksText(call, carried)}${page}}`;
}

function purposesText(call: Call, held: ConsentState | null, permit: Permit): string {
  let state = "";
  let allowed = "";
  let why = "";
  for (const [index, { key }] of call.program.compiled.purposes.entries()) {
    const comma = index === 0 ? "" : ",";
    state += `${comma}"${key}":"${permit.state[index] ?? "unknown"}"`;
    allowed += `${comma}"${key}":${(permit.mask & (1 << index)) !== 0}`;
    why += `${comma}"${key}":"${permit.why[index] ?? "unknown"}"`;
  }
  for (const { key, purposes: served } of call.program.compiled.partners) {
    const name = partnerChoice(key);
    state += `,"${name}":"${held?.decisions[name]?.state ?? "unknown"}"`;
    allowed += `,"${name}":${!isPartnerRefused(held, key) && (served & permit.mask) !== 0}`;
  }
  return `"state":{${state}},"allowed":{${allowed}},"why":{${why}${partnersHeld(call, permit)}}`;
}

/** What holds partners off besides the person's choice. */
function partnersHeld({ program }: Call, { why }: Permit): string {
  const stop = why.find((reason) => reason === "paused" || reason === "restricted");
  return stop === undefined ? "" : program.compiled.partners.map(({ key }) => `,"${partnerChoice(key)}":"${stop}"`).join("");
}

/** Choices are taken over from people who are due to be asked and have said nothing here. */
function importsText(call: Call, due: readonly string[], held: ConsentState | null): string {
  const isNew = held === null || (held.none === null && Object.keys(held.decisions).length === 0);
  return isNew && due.length > 0 && call.program.compiled.imports.length > 0 ? ',"imports":true' : "";
}

function mayStore(purposes: readonly CompiledPurpose[], permit: Permit): boolean {
  return purposes.some((purpose, index) => purpose.class === "functional" && (permit.mask & (1 << index)) !== 0);
}

/** Which signals were heard and what they stop, also of what was refused besides; `display` where the person must be shown that theirs was honoured (11 CCR 7025(c)(6)). */
function signalsText({ program, signals, rule }: Call): string {
  const { gpc, heard, refused } = signals;
  const names = Object.keys(heard).map((name) => (name === "usPrivacy" ? "us-privacy" : name));
  const stopped = program.compiled.notice.purposes.filter((purpose) => purpose.choice && refused[purpose.class] !== undefined);
  const told = { gpc, heard: gpc ? ["gpc", ...names] : names, stopped: stopped.map(({ key }) => key), display: gpc && rule.gpc.display };
  return `"signals":${JSON.stringify(told)}`;
}

/** The links a page must carry under its row (Cal. Civ. 1798.135(a)): `choices`, and `limit` where sensitive data is used. */
function linksText(call: Call, carried: Carried | null): string {
  const sensitive = call.program.attributes.some((attribute) => attribute.sensitivity === "sensitive");
  const links = call.rule.refusal === "opt-out-link" ? ["choices", ...(sensitive ? ["limit"] : [])] : [];
  const limited =
    (carried !== null && isNo(saidOf(carried.state, SENSITIVE_CHOICE))) || (call.signals.gpc && call.rule.gpc.limitsSensitive);
  return `"links":${JSON.stringify(links)},"limited":${limited}`;
}

/** The age to ask for, in years, where the site asks and nobody has answered; null otherwise. */
export function ageDue(call: Call, state: Pick<ConsentState, "age"> | null): number | null {
  return call.program.site.ageGate === "ask" && (state?.age ?? null) === null ? ageOfChoice(call.rule, call.country) : null;
}

/** The state of somebody who has said nothing, under the row of this request. */
export function freshState(call: Call): ConsentState {
  return { ...NOTHING_SAID, rule: call.rule.id, rulesVersion: RULES_VERSION };
}
