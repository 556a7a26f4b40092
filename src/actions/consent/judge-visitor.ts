import type { Carried, Permit } from "../../core/consent/permit.ts";
import type { LiveProgram } from "../../core/program/live.ts";
import { valuesOf } from "../../core/profile/facets.ts";
import { Gate } from "../../core/profile/gate.ts";
import { isSensitiveFree, permitOf, type Call } from "../call.ts";
import { carriedOf, type Visitor } from "./open-visitor.ts";
import { viewOf, type ConsentView } from "./read-consent.ts";

/** Where a visitor stands: what is permitted, what the page is told of it, and the gate to their facets. */
export interface Standing {
  readonly carried: Carried | null;
  readonly permit: Permit;
  readonly consent: ConsentView;
  /** `consent` as JSON. */
  readonly text: string;
  readonly gate: Gate;
}

interface Judged {
  readonly standing: Standing;
  readonly program: LiveProgram;
  readonly rule: string;
  readonly gpc: boolean;
  readonly from: number;
  /** The first instant at which something may be otherwise. */
  readonly until: number;
}

const judged = new WeakMap<Visitor, Judged>();

/** Judges a visitor; the judgement is remembered with them until the next instant at which time alone could change it. */
export function judgeVisitor(call: Call, visitor: Visitor): Standing {
  const known = judged.get(visitor);
  if (known && stillHolds(known, call)) return known.standing;
  const carried = carriedOf(visitor, call.now);
  const permit = permitOf(call, carried);
  const consent = viewOf(call, carried, permit);
  const facets = carried?.live ? (visitor.pass?.facets ?? {}) : {};
  const gate = new Gate(call.program, permit, valuesOf(call.program, facets), isSensitiveFree(call));
  const standing = { carried, permit, consent, text: JSON.stringify(consent), gate };
  judged.set(visitor, {
    standing,
    program: call.program,
    rule: call.rule.id,
    gpc: call.signals.gpc,
    from: call.now,
    until: nextChange(visitor, call.now),
  });
  return standing;
}

function stillHolds(known: Judged, call: Call): boolean {
  return (
    known.program === call.program &&
    known.rule === call.rule.id &&
    known.gpc === call.signals.gpc &&
    known.from <= call.now &&
    call.now < known.until
  );
}

function nextChange(visitor: Visitor, now: number): number {
  const dates = Object.values(visitor.state?.decisions ?? {}).map((record) => record.until);
  const coming = [...dates, visitor.state?.none ?? 0, visitor.pass?.hard ?? 0, visitor.pass?.issued ?? 0].filter((date) => date > now);
  return Math.min(...coming, Number.POSITIVE_INFINITY);
}
