import { modesFor, strictestModes } from "../core/consent/modes.ts";
import { permitFor, type Carried, type Permit } from "../core/consent/permit.ts";
import type { Signals } from "../core/consent/signals/signals.ts";
import { isNo, saidOf, SENSITIVE_CHOICE } from "../core/consent/state.ts";
import { ruleById } from "../core/consent/resolve-rule.ts";
import type { JurisdictionRule } from "../core/consent/rules.ts";
import type { LiveProgram } from "../core/program/live.ts";
import { needsNoYes, type Mode } from "../core/program/purpose.ts";
import type { Platform } from "../storage/platform.ts";
import type { RequestFacts } from "./targeting/request-values.ts";

/** Who acts: a person's browser, a holder of a secret key, or the platform itself. */
export type Actor =
  | { readonly kind: "visitor" }
  | { readonly kind: "key"; readonly label: string; readonly scopes: readonly string[] }
  /** Somebody who serves people, under the name they are known by here. */
  | { readonly kind: "staff"; readonly name: string }
  | { readonly kind: "system"; readonly job: string };

/** One request as the verbs see it. */
export interface Call {
  readonly platform: Platform;
  readonly program: LiveProgram;
  readonly rule: JurisdictionRule;
  /** ISO 3166-1 code of where the request is; null when unknown. */
  readonly country: string | null;
  /** Set where the program asks for any of it. */
  readonly facts?: RequestFacts | undefined;
  readonly signals: Signals;
  readonly now: number;
  readonly actor: Actor;
}

const modes = new WeakMap<LiveProgram, Map<string, readonly Mode[]>>();

/** The mode of each purpose of a program under a row; worked out once a row. */
export function modesUnder(program: LiveProgram, rule: JurisdictionRule): readonly Mode[] {
  let ofProgram = modes.get(program);
  if (!ofProgram) modes.set(program, (ofProgram = new Map<string, readonly Mode[]>()));
  let known = ofProgram.get(rule.id);
  if (!known) ofProgram.set(rule.id, (known = modesFor(program.compiled.purposes, program.site, rule)));
  return known;
}

/** The modes that hold for a request: where its pass was sealed under another row, the stricter of the two. */
export function modesHeld(call: Pick<Call, "program" | "rule">, carried: Carried | null): readonly Mode[] {
  const current = modesUnder(call.program, call.rule);
  const sealed = carried && carried.state.rulesVersion !== "" ? ruleById(carried.state.rule) : null;
  return sealed && sealed.id !== call.rule.id ? strictestModes(current, modesUnder(call.program, sealed)) : current;
}

/** The permit of a request. */
export function permitOf(call: Pick<Call, "program" | "rule" | "signals" | "now">, carried: Carried | null): Permit {
  return permitFor(call.program.compiled.purposes, modesHeld(call, carried), carried, call.signals, call.now);
}

/** True when sensitive attributes may be seen without the person's own yes under this row. */
export function isSensitiveFree(call: Pick<Call, "rule" | "signals">, carried: Carried | null): boolean {
  const limited = carried !== null && isNo(saidOf(carried.state, SENSITIVE_CHOICE));
  return needsNoYes(call.rule.sensitive) && !limited && !(call.signals.gpc && call.rule.gpc.limitsSensitive);
}

/** True for a secret key with this scope. */
export function hasScope(actor: Actor, scope: string): boolean {
  return actor.kind === "key" && (actor.scopes.includes("*") || actor.scopes.includes(scope));
}

/** How an actor is named in the audit. */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case "visitor":
      return "visitor";
    case "key":
      return `key:${actor.label}`;
    case "staff":
      return `staff:${actor.name}`;
    case "system":
      return `system:${actor.job}`;
  }
}
