import { markOf, writeChoice } from "../../core/consent/choice-cookie.ts";
import { writeFloor, type Floor } from "../../core/consent/floor.ts";
import type { Delta, Pass, PendingWithdrawal } from "../../core/consent/pass.ts";
import { carriedBy } from "../../core/consent/pass.ts";
import { CHOICE_COOKIE, FLOOR_COOKIE, PASS_COOKIE, sealPass } from "../../core/consent/seal.ts";
import { sourceIn } from "../../core/consent/source-choice.ts";
import { isNo, saidOf, type ConsentState } from "../../core/consent/state.ts";
import { foldEvent } from "../../core/events/fold.ts";
import type { AttributeValues } from "../../core/profile/values.ts";
import { resolveMode } from "../../core/consent/resolve-rule.ts";
import { addDuration, SECOND } from "../../core/kernel/instant.ts";
import { subjectId, type SubjectId } from "../../core/kernel/ids.ts";
import { refusedIn, withoutEnded } from "../../core/profile/deltas.ts";
import { facetsFor } from "../../core/profile/facets.ts";
import { mayStick } from "../../core/targeting/trial.ts";
import { needsNoYes } from "../../core/program/purpose.ts";
import { randomBytes } from "../../storage/platform.ts";
import { modesUnder, permitOf, type Call } from "../call.ts";
import { bindingOf } from "./open-visitor.ts";

/** What a browser is to be sent: `Set-Cookie` values, and the pass by itself for apps that keep it in a header. */
export interface Issued {
  readonly pass: Pass;
  readonly token: string;
  readonly cookies: readonly string[];
}

/** As much of it as a browser takes. */
export type Handed = Pick<Issued, "token" | "cookies">;

/** Browsers cap the age of a cookie at 400 days. */
const LONGEST_S = 400 * 86_400;

/** Seals a pass and writes its cookies; a floor is written only where something was refused or withdrawn. */
export async function issuePass(call: Call, pass: Pass, floor: Floor | null = null): Promise<Issued> {
  const token = await sealPass(call.platform.keyring, bindingOf(call.program, "browser"), pass, call.now, randomBytes(12));
  const age = Math.min(LONGEST_S, Math.max(60, Math.floor((pass.keep - call.now) / SECOND)));
  const common = `Max-Age=${age}; Path=/; Secure; SameSite=Lax`;
  const cookies = [`${PASS_COOKIE}=${token}; ${common}; HttpOnly`, `${CHOICE_COOKIE}=${readableOf(call, pass)}; ${common}`];
  if (floor) cookies.push(`${FLOOR_COOKIE}=${writeFloor(floor)}; ${common}; HttpOnly`);
  return { pass, token, cookies };
}

/** The same for a browser that is to hold no pass any more. */
export function clearPass(call: Call, floor: Floor): Handed {
  const gone = "Max-Age=0; Path=/; Secure; SameSite=Lax";
  const age = Math.min(LONGEST_S, Math.floor((addDuration(call.now, call.rule.reask.afterRefusal) - call.now) / SECOND));
  const kept = `${FLOOR_COOKIE}=${writeFloor(floor)}; Max-Age=${age}; Path=/; Secure; SameSite=Lax; HttpOnly`;
  return { token: "", cookies: [`${PASS_COOKIE}=; ${gone}; HttpOnly`, `${CHOICE_COOKIE}=; ${gone}`, kept] };
}

function readableOf(call: Call, pass: Pass): string {
  const permit = permitOf(call, carriedBy(pass, call.now));
  const choices = call.program.compiled.notice.purposes.filter((purpose) => purpose.choice).map((purpose) => purpose.key);
  const allowed = (key: string): boolean => (permit.mask & (1 << (call.program.purposeIndex.get(key) ?? 31))) !== 0;
  const refused = Object.keys(pass.state.decisions).filter(
    (key) => !choices.includes(key) && sourceIn(key) === null && isNo(saidOf(pass.state, key)),
  );
  return writeChoice({
    until: pass.hard,
    yes: choices.filter(allowed),
    no: [...choices.filter((key) => isNo(saidOf(pass.state, key))), ...refused],
    mark: markOf(pass.subject),
  });
}

/** The lifetimes of a pass whose register was read from `issued` on. */
function lifetimes(call: Call, issued: number): Pick<Pass, "issued" | "soft" | "hard"> {
  const start = Math.floor(issued / SECOND) * SECOND;
  return { issued: start, soft: start + call.program.site.soft * SECOND, hard: start + call.program.site.hard * SECOND };
}

/** When cookies of a state end: at the last date on which the person may be asked again, from the choice and not from the visit. */
export function keepUntil(call: Call, state: ConsentState): number {
  const dates = Object.values(state.decisions).map((record) => record.until);
  const last = Math.max(state.none ?? 0, ...dates);
  return last > call.now ? last : addDuration(call.now, call.rule.reask.afterRefusal);
}

/** A pass from what the register and the profile say, with the events they have not counted yet folded in. */
export function passOf(
  call: Call,
  known: {
    readonly subject: SubjectId | null;
    readonly state: ConsentState;
    readonly values: AttributeValues;
    readonly deltas: readonly Delta[];
    readonly pending: readonly PendingWithdrawal[];
    readonly keep: number;
    readonly sticky?: Pass["sticky"];
    readonly paused?: Pass["paused"];
  },
): Pass {
  const times = lifetimes(call, call.now);
  const permit = permitOf(call, { state: known.state, live: true, known: known.subject !== null, erased: false });
  const deltas = withoutEnded(call.program, known.deltas, refusedIn(call.program, known.state));
  const values = deltas.reduce<AttributeValues>(
    (held, delta) => foldEvent(call.program, held, { id: delta.id, name: delta.event, at: delta.at, fields: delta.fields }, permit),
    known.values,
  );
  return {
    subject: known.subject,
    state: known.state,
    facets: facetsFor(call.program, permit, values, times.hard),
    omitted: [],
    deltas: permit.mask === 0 ? [] : deltas,
    pending: known.pending,
    lease: null,
    sticky: mayStick(call.program, permit.mask) ? (known.sticky ?? {}) : {},
    ...(known.paused === undefined ? {} : { paused: known.paused }),
    ...times,
    keep: known.keep,
  };
}

/**
 * True when a visitor nobody has seen may be given a pass unasked: the row lets functional storage happen, and opts
 * people out rather than in for something the program does. Never against a signal.
 */
export function mayMint(call: Call): boolean {
  if (call.signals.gpc || call.signals.refused.functional) return false;
  const modes = modesUnder(call.program, call.rule);
  const storing = call.program.compiled.purposes.find((purpose) => purpose.class === "functional");
  return needsNoYes(resolveMode(call.rule.modes.functional, storing?.meets ?? [])) && modes.includes("opt-out");
}

/** A pass for a new visitor under an opt-out row: a fresh subject of whom nothing is known and nothing is stored. */
export function mintPass(call: Call, state: ConsentState): Pass {
  const keep = addDuration(call.now, call.rule.reask.afterRefusal);
  return passOf(call, { subject: subjectId(randomBytes(16)), state, values: {}, deltas: [], pending: [], keep });
}
