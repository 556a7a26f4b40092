import { carriedBy } from "../../core/consent/pass.ts";
import type { Carried } from "../../core/consent/permit.ts";
import type { AttributeValues } from "../../core/profile/values.ts";
import type { CompiledExperience } from "../../core/program/compiled.ts";
import { valuesOf } from "../../core/profile/facets.ts";
import { decideExperiences, decideSlots, type Situation, type SlotDecision } from "../../core/targeting/decide.ts";
import { localeOf } from "../../core/targeting/locale.ts";
import { considered, type Considered } from "../../core/targeting/explain-operator.ts";
import { inWords } from "../../core/targeting/explain-person.ts";
import { Gate } from "../../core/profile/gate.ts";
import { isSensitiveFree, type Call } from "../call.ts";
import { judgeVisitor } from "../consent/judge-visitor.ts";
import { mayMint, type Issued } from "../consent/issue-pass.ts";
import { isWithdrawn, type Standing, type Visitor } from "../consent/open-visitor.ts";
import { readProfiled } from "../consent/read-held.ts";
import { unrecordedBySignal } from "../consent/record-signal.ts";
import { renewPass } from "../consent/renew-pass.ts";
import { fillRequestValues, type PageContext } from "./request-values.ts";

export interface DecideInput {
  readonly slots: readonly string[];
  /** True where `slots` names experiences, each to be decided by itself. */
  readonly alone?: true;
  /** Whom to explain it to; a person only what they hold, an operator what became of every experience. */
  readonly explain?: "person" | "operator" | undefined;
  readonly context: PageContext;
}

export interface Decided {
  readonly slots: readonly SlotDecision[];
  /** For an operator, by slot: what became of each experience. */
  readonly considered?: readonly (readonly Considered[])[];
  /** The consent as the page is told, already JSON. */
  readonly consent: string;
  /** Version of the consent it rests on; null where there is none. */
  readonly consentVersion: number | null;
  /** Seconds until the page should renew its pass. */
  readonly renewAfter: number;
}

/** Longest a decision waits for the database when a pass is past its hard time. */
const WAIT_MS = 200;
const RENEW_LATER_S = 300;

/** True when a decision needs storage first: a subject's pass past its hard time, a facet that did not fit, or a first pass to mint. */
export function needsStorage(call: Call, visitor: Visitor, input: Pick<DecideInput, "slots" | "alone">): boolean {
  const { pass } = visitor;
  if (!pass) return visitor.state === null && !visitor.broken && mayMint(call);
  if (pass.subject === null || (visitor.state && isWithdrawn(visitor.state))) return false;
  return !carriedBy(pass, call.now).live || missesFacet(call, pass.omitted, input);
}

/** Decides every slot from what the visitor carries. No I/O: the same input always gives the same answer. */
export function decide(call: Call, visitor: Visitor, input: DecideInput, values?: AttributeValues): Decided {
  const standing = judgeVisitor(call, visitor);
  const situation = situate(call, visitor, standing, input.context, values);
  const { consentVersion } = situation;
  const slots = (input.alone ? decideExperiences : decideSlots)(call.program, input.slots, situation);
  const told = input.explain ? explainTo(call, input, slots, situation, standing.permit.explicit) : { slots };
  return { ...told, consent: standing.text, consentVersion, renewAfter: renewAfterOf(call, visitor) };
}

/** What a decision for this visitor is a function of. */
export function situate(call: Call, visitor: Visitor, standing: Standing, context: PageContext, values?: AttributeValues): Situation {
  const { carried } = standing;
  const gate = values ? gateOf(call, standing, visitor, values) : standing.gate;
  return {
    gate: gate.withRequest((held) => fillRequestValues(call.program, held, context)),
    unit: unitOf(visitor, carried),
    consentVersion: carried && carried.state.version > 0 ? carried.state.version : null,
    locale: localeOf(call.program.compiled.locales, context.locale ?? null),
    now: call.now,
  };
}

function explainTo(
  { program }: Call,
  { slots: names, explain }: DecideInput,
  slots: readonly SlotDecision[],
  situation: Situation,
  explicit: number,
): Pick<Decided, "slots" | "considered"> {
  if (explain === "person") return { slots: slots.map((slot) => inWords(program, slot, situation, explicit)) };
  return { slots, considered: slots.map((slot, at) => considered(program, names[at] ?? "", slot, situation)) };
}

/** The gate to a profile read for this decision, for the facets that did not fit the pass. */
function gateOf(call: Call, standing: Standing, visitor: Visitor, values: AttributeValues): Gate {
  const read = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value.value]));
  return new Gate(
    call.program,
    standing.permit,
    valuesOf(call.program, { ...read, ...visitor.pass?.facets }, call.now),
    isSensitiveFree(call, standing.carried),
  );
}

/** The same when storage is needed first: one round trip, at most 200 ms; without an answer the page keeps its defaults. */
export async function decideWithStorage(
  call: Call,
  visitor: Visitor,
  input: DecideInput,
): Promise<{ readonly decided: Decided; readonly issued: Issued | null }> {
  const { pass } = visitor;
  if (!pass) return { decided: decide(call, visitor, input), issued: await renewPass(call, visitor, WAIT_MS) };
  if (carriedBy(pass, call.now).live) {
    const held = await readProfiled(call, pass.subject, null, WAIT_MS);
    return { decided: decide(call, visitor, input, held?.values), issued: null };
  }
  const issued = await renewPass(call, visitor, WAIT_MS);
  const renewed: Visitor = issued ? { pass: issued.pass, state: issued.pass.state, unheard: [], broken: false } : visitor;
  return { decided: decide(call, renewed, input), issued };
}

/** What an assignment sticks to: the subject, while it may be used at all. */
function unitOf(visitor: Visitor, carried: Carried | null): string | null {
  return carried?.live && carried.known ? (visitor.pass?.subject ?? null) : null;
}

function renewAfterOf(call: Call, visitor: Visitor): number {
  const { pass } = visitor;
  if (!pass || (pass.subject === null && pass.pending.length === 0)) return RENEW_LATER_S;
  if (call.signals.gpc && unrecordedBySignal(call, pass.state).length > 0) return 0;
  return Math.max(0, Math.ceil((pass.soft - call.now) / 1000));
}

function missesFacet(call: Call, omitted: readonly string[], input: Pick<DecideInput, "slots" | "alone">): boolean {
  if (omitted.length === 0) return false;
  const all = omitted.includes("*");
  return input.slots.some((name) =>
    experiencesNamed(call, name, input.alone).some((experience) =>
      experience.reads.some((index) => all || omitted.includes(call.program.attributes[index]?.key ?? "")),
    ),
  );
}

function experiencesNamed({ program }: Call, name: string, alone?: true): readonly CompiledExperience[] {
  if (!alone) return program.slots.get(name)?.experiences ?? [];
  const experience = program.experiences.get(name);
  return experience ? [experience] : [];
}
