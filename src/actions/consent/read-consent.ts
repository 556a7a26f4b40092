import type { DecisionOrUnknown, ConsentState } from "../../core/consent/state.ts";
import { NOTHING_SAID } from "../../core/consent/state.ts";
import { isNoticeDue } from "../../core/consent/notice-due.ts";
import type { Carried, Permit, Reason, Signals } from "../../core/consent/permit.ts";
import { RULES_VERSION } from "../../core/consent/rules-table.ts";
import { modesHeld, permitOf, type Call } from "../call.ts";
import { carriedOf, type Visitor } from "./open-visitor.ts";

/** What a page is told of consent. */
export interface ConsentView {
  readonly jurisdiction: string;
  readonly state: { readonly [purpose: string]: DecisionOrUnknown };
  readonly allowed: { readonly [purpose: string]: boolean };
  readonly why: { readonly [purpose: string]: Reason };
  readonly noticeDue: boolean;
  /** True when a functional purpose is allowed: the page may keep something on the device. */
  readonly storage: boolean;
  readonly signals: Signals;
}

/** The consent of a visitor as it stands, from what they carry: no I/O. */
export function readConsent(call: Call, visitor: Visitor): ConsentView {
  const carried = carriedOf(visitor, call.now);
  return viewOf(call, carried, permitOf(call, carried));
}

/** A permit in words, per purpose key. */
export function viewOf(call: Call, carried: Carried | null, permit: Permit): ConsentView {
  const { purposes, notice } = call.program.compiled;
  const state: Record<string, DecisionOrUnknown> = {};
  const allowed: Record<string, boolean> = {};
  const why: Record<string, Reason> = {};
  for (const [index, purpose] of purposes.entries()) {
    state[purpose.key] = permit.state[index] ?? "unknown";
    allowed[purpose.key] = (permit.mask & (1 << index)) !== 0;
    why[purpose.key] = permit.why[index] ?? "unknown";
  }
  const storage = purposes.some((purpose) => purpose.class === "functional" && allowed[purpose.key]);
  const noticeDue = isNoticeDue(notice.purposes, modesHeld(call, carried), carried?.state ?? null, call.now);
  return { jurisdiction: call.rule.id, state, allowed, why, noticeDue, storage, signals: call.signals };
}

/** The state of somebody who has said nothing, under the row of this request. */
export function freshState(call: Call): ConsentState {
  return { ...NOTHING_SAID, rule: call.rule.id, rulesVersion: RULES_VERSION };
}
