import type { ConsentState } from "../../core/consent/state.ts";
import { NOTHING_SAID } from "../../core/consent/state.ts";
import { isNoticeDue } from "../../core/consent/notice-due.ts";
import type { Carried, Permit } from "../../core/consent/permit.ts";
import { RULES_VERSION } from "../../core/consent/rules-table.ts";
import { modesHeld, permitOf, type Call } from "../call.ts";
import { carriedOf, type Visitor } from "./open-visitor.ts";

/** The consent of a visitor as it stands, as the JSON a page is told, from what they carry: no I/O. */
export function readConsent(call: Call, visitor: Visitor): string {
  const carried = carriedOf(visitor, call.now);
  return writeConsent(call, carried, permitOf(call, carried));
}

/**
 * Writes `{jurisdiction, state, allowed, why, noticeDue, storage, signals}`; `storage` says whether a functional purpose
 * is allowed, so that the page may keep something on the device. Keys of purposes need no escaping in JSON.
 */
export function writeConsent(call: Call, carried: Carried | null, permit: Permit): string {
  const { purposes, notice } = call.program.compiled;
  let state = "";
  let allowed = "";
  let why = "";
  let storage = false;
  for (let index = 0; index < purposes.length; index++) {
    const purpose = purposes[index];
    if (!purpose) continue;
    const { key, class: kind } = purpose;
    const isAllowed = (permit.mask & (1 << index)) !== 0;
    const comma = index === 0 ? "" : ",";
    state += `${comma}"${key}":"${permit.state[index] ?? "unknown"}"`;
    allowed += `${comma}"${key}":${isAllowed}`;
    why += `${comma}"${key}":"${permit.why[index] ?? "unknown"}"`;
    storage ||= isAllowed && kind === "functional";
  }
  const noticeDue = isNoticeDue(notice.purposes, modesHeld(call, carried), carried?.state ?? null, call.now);
  return `{"jurisdiction":"${call.rule.id}","state":{${state}},"allowed":{${allowed}},"why":{${why}},"noticeDue":${noticeDue},"storage":${storage},"signals":{"gpc":${call.signals.gpc}}}`;
}

/** The state of somebody who has said nothing, under the row of this request. */
export function freshState(call: Call): ConsentState {
  return { ...NOTHING_SAID, rule: call.rule.id, rulesVersion: RULES_VERSION };
}
