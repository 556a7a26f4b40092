import { carriedBy } from "../../core/consent/pass.ts";
import type { Carried } from "../../core/consent/permit.ts";
import type { AttributeValues } from "../../core/profile/values.ts";
import type { CompiledExperience } from "../../core/program/compiled-experience.ts";
import { valuesOf } from "../../core/profile/facets.ts";
import type { Allowance } from "../../core/targeting/allowance.ts";
import { decideExperiences, decideSlots, type Situation, type SlotDecision } from "../../core/targeting/decide.ts";
import { considered, type Considered } from "../../core/targeting/explain-operator.ts";
import { inWords } from "../../core/targeting/explain-person.ts";
import { localeOf } from "../../core/targeting/locale.ts";
import { hasPressure, isPressing } from "../../core/targeting/pressure.ts";
import { passingTexts, type Passings } from "../../core/targeting/passing.ts";
import { trustBeside, type ShownTrust } from "../../core/targeting/trust.ts";
import { mayStick } from "../../core/targeting/trial.ts";
import type { Question } from "../../core/exchange/ask.ts";
import { Gate } from "../../core/profile/gate.ts";
import { isSensitiveFree, type Call } from "../call.ts";
import { judgeVisitor } from "../consent/judge-visitor.ts";
import { issuePass, mayMint, type Issued } from "../consent/issue-pass.ts";
import { isWithdrawn, type Standing, type Visitor } from "../consent/open-visitor.ts";
import { readProfiled } from "../consent/read-held.ts";
import { unrecordedBySignal } from "../consent/record-signal.ts";
import { renewPass } from "../consent/renew-pass.ts";
import { askFor } from "../exchange/put-ask.ts";
import { decideReserving, NOTHING_RESERVED, spentPass, type Reserved } from "./spend-caps.ts";
import { asSpentHere, noteSpent } from "./spent-leases.ts";
import { fillRequestValues, type PageContext } from "./request-values.ts";

export interface DecideInput {
  readonly slots: readonly string[];
  /** True where `slots` names experiences, each to be decided by itself. */
  readonly alone?: true;
  /** Whom to explain it to; a person only what they hold, an operator what became of every experience. */
  readonly explain?: "person" | "operator" | undefined;
  readonly context: PageContext;
  /** True where the page can put a question. */
  readonly asks?: true | undefined;
}

export interface Decided {
  readonly slots: readonly SlotDecision[];
  /** By slot, what moments show there for trust; undefined where none does. */
  readonly trust?: readonly (readonly ShownTrust[])[] | undefined;
  /** By slot, what goes along with its exposure so that it can be made again; undefined where nothing does. */
  readonly passing?: Passings | undefined;
  /** For an operator, by slot: what became of each experience. */
  readonly considered?: readonly (readonly Considered[])[];
  /** True where all that is shown was counted under its caps before. */
  readonly isReserved?: true;
  /** Set where it was decided for somebody made up, by that version of the program. */
  readonly preview?: { readonly program: string; readonly until: number };
  /** The consent as the page is told, already JSON. */
  readonly consent: string;
  /** The question to put; whoever hands it over remembers that. */
  readonly ask: Question | null;
  /** Version of the consent it rests on; null where there is none. */
  readonly consentVersion: number | null;
  /** Seconds until the page should renew its pass. */
  readonly renewAfter: number;
}

/** Longest a decision waits for the database when a pass is past its hard time. */
const WAIT_MS = 200;
const RENEW_LATER_S = 300;

/** True when a decision is not of what is in the pass alone: it is past its hard time, a facet did not fit, a first one is to be minted, or something is capped. */
export function needsStorage(call: Call, visitor: Visitor, input: Pick<DecideInput, "slots" | "alone">): boolean {
  const { pass } = visitor;
  if (!pass) return visitor.state === null && !visitor.broken && mayMint(call);
  if (pass.subject === null || (visitor.state && isWithdrawn(visitor.state))) return false;
  return !carriedBy(pass, call.now).live || missesFacet(call, pass.omitted, input) || spendsCaps(call, input);
}

/** Decides every slot from what the visitor carries. No I/O: the same input always gives the same answer. */
export function decide(
  call: Call,
  visitor: Visitor,
  input: DecideInput,
  values?: AttributeValues,
  reserved: Reserved = NOTHING_RESERVED,
): Decided {
  const standing = judgeVisitor(call, visitor);
  const situation = situate(call, visitor, standing, input.context, { values, reserved });
  const { consentVersion } = situation;
  const slots = (input.alone ? decideExperiences : decideSlots)(call.program, input.slots, situation);
  const told = input.explain ? explainTo(call, input, slots, situation, standing.permit.explicit) : { slots };
  const passing = passingTexts(call.program, input.slots, slots, situation.gate, input.alone);
  const ask = input.asks ? askFor(call, visitor, standing, input.slots, situation) : null;
  const trust = trustFor(call, input, slots, situation, standing.permit.explicit);
  return { ...told, trust, passing, ask, consent: standing.text, consentVersion, renewAfter: renewAfterOf(call, visitor) };
}

/** What stands in its slots for trust; beside experiences decided by themselves nothing does. */
function trustFor(
  { program }: Call,
  { slots: names, alone, explain }: DecideInput,
  slots: readonly SlotDecision[],
  situation: Situation,
  explicit: number,
): Decided["trust"] {
  const trust = alone ? undefined : trustBeside(program, names, slots, situation);
  return explain === "person" ? trust?.map((items) => items.map((item) => inWords(program, item, situation, explicit))) : trust;
}

/** What a decision for this visitor is a function of. */
export function situate(
  call: Call,
  visitor: Visitor,
  standing: Standing,
  context: PageContext,
  { values, reserved = NOTHING_RESERVED }: { readonly values?: AttributeValues | undefined; readonly reserved?: Reserved } = {},
): Situation {
  const { carried } = standing;
  const gate = values ? gateOf(call, standing, visitor, values) : standing.gate;
  return {
    gate: gate.withRequest((held) => fillRequestValues(call.program, held, context)),
    unit: unitOf(visitor, carried),
    consentVersion: carried && carried.state.version > 0 ? carried.state.version : null,
    locale: localeOf(call.program.compiled.locales, context.locale ?? null),
    now: call.now,
    allowance: allowanceOf(call, standing, visitor, reserved),
    sticky: mayStick(call.program, standing.permit.mask) ? visitor.pass?.sticky : undefined,
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

interface Ready {
  readonly visitor: Visitor;
  readonly issued: Issued | null;
  readonly values?: AttributeValues | undefined;
}

/**
 * The same when storage is needed first: one round trip, at most 200 ms; without an answer the page keeps its defaults.
 * What is shown under a cap is taken off the share in the pass, which is sealed anew, or counted in the database first.
 */
export async function decideWithStorage(
  call: Call,
  visitor: Visitor,
  input: DecideInput,
): Promise<{ readonly decided: Decided; readonly issued: Issued | null }> {
  const ready = await readFirst(call, visitor, input);
  const again = (reserved: Reserved, as = ready.visitor): Decided => decide(call, as, input, ready.values, reserved);
  const { pass } = ready.visitor;
  if (!pass || !spendsCaps(call, input)) return { decided: again(NOTHING_RESERVED), issued: ready.issued };
  judgeVisitor(call, ready.visitor);
  const reserved = await decideReserving(call, pass.subject, (so) => again(so, { ...ready.visitor, pass: asSpentHere(pass) }).slots);
  // From here to the note nothing waits: what others took meanwhile is known, and what this takes is known to them.
  const held = asSpentHere(pass);
  const decided = again(reserved, { ...ready.visitor, pass: held });
  const spent = spentPass(call, held, decided.slots);
  if (spent) noteSpent(spent);
  return { decided, issued: spent ? await issuePass(call, spent) : ready.issued };
}

async function readFirst(call: Call, visitor: Visitor, input: DecideInput): Promise<Ready> {
  const { pass } = visitor;
  if (!pass) return { visitor, issued: await renewPass(call, visitor, WAIT_MS) };
  if (carriedBy(pass, call.now).live) {
    const held = missesFacet(call, pass.omitted, input) ? await readProfiled(call, pass.subject, null, WAIT_MS) : null;
    return { visitor, issued: null, values: held?.values };
  }
  const issued = await renewPass(call, visitor, WAIT_MS);
  return { visitor: issued ? { pass: issued.pass, state: issued.pass.state, unheard: [], broken: false } : visitor, issued };
}

/** What may still be shown: of a strict cap anything until it is full, of another what the pass holds. */
function allowanceOf(call: Call, { permit }: Standing, { pass }: Visitor, { given, full, every }: Reserved): Allowance | null {
  const { caps } = call.program.compiled;
  if (!isPressing(call.program) || !mayStick(call.program, permit.mask)) return null;
  const lease = pass?.lease;
  const left = caps.map(({ key, strict }, index) => {
    if (!strict && !every) return lease?.left[key] ?? 0;
    return full.has(index) ? (given.get(index) ?? 0) : Number.POSITIVE_INFINITY;
  });
  return { left, rests: lease?.rests ?? {} };
}

/** True where something that may be shown is capped. */
function spendsCaps(call: Call, input: Pick<DecideInput, "slots" | "alone">): boolean {
  if (call.program.compiled.caps.length === 0) return false;
  return input.slots.some((name) =>
    input.alone ? (call.program.experiences.get(name)?.caps.length ?? 0) > 0 : call.program.slots.get(name)?.isCapped === true,
  );
}

/** What an assignment sticks to: the subject, while it may be used at all. */
function unitOf(visitor: Visitor, carried: Carried | null): string | null {
  return carried?.live && carried.known ? (visitor.pass?.subject ?? null) : null;
}

function renewAfterOf(call: Call, visitor: Visitor): number {
  const { pass } = visitor;
  if (!pass || (pass.subject === null && pass.pending.length === 0)) return RENEW_LATER_S;
  if (call.signals.gpc && unrecordedBySignal(call, pass.state).length > 0) return 0;
  if (pass.lease === null && hasPressure(call.program) && mayStick(call.program, judgeVisitor(call, visitor).permit.mask)) return 0;
  return Math.max(0, Math.ceil((pass.soft - call.now) / 1000));
}

function missesFacet(call: Call, omitted: readonly string[], input: Pick<DecideInput, "slots" | "alone">): boolean {
  if (omitted.length === 0) return false;
  const all = omitted.includes("*");
  return input.slots.some((name) =>
    readersOf(call, name, input.alone).some(({ reads }) =>
      reads.some((index) => all || omitted.includes(call.program.attributes[index]?.key ?? "")),
    ),
  );
}

/** What reads attributes to decide on a slot, or on an experience alone. */
function readersOf({ program }: Call, name: string, alone?: true): readonly Pick<CompiledExperience, "reads">[] {
  if (!alone) return [...(program.slots.get(name)?.experiences ?? []), ...(program.trust?.bySlot.get(name) ?? [])];
  const experience = program.experiences.get(name);
  return experience ? [experience] : [];
}
