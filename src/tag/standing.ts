import type { Consent, Standing } from "./contract.ts";
import { readChoice } from "./cookie.ts";
import { emit } from "./events.ts";
import { dropUnsent } from "./exposures.ts";
import { forget } from "./memory.ts";
import { restoreSlots } from "./slots.ts";

let known: Consent | null = null;
let turn = 0;

/** The count of choices made so far. */
export function currentTurn(): number {
  return turn;
}

/** Begins a turn; what it returns tells whether it is still the last. */
export function nextTurn(): () => boolean {
  const mine = ++turn;
  return () => mine === turn;
}

/** Tells of an answer asked for now whether to believe it: not after another choice, nor while the server has not heard of a no. */
export function believer(): () => boolean {
  const asked = turn;
  return () => asked === turn && !readChoice().unsettled;
}

export function isKnown(): boolean {
  return known !== null;
}

/** What is known of the person's consent; without an answer, what the readable cookie still proves. */
export function standing(): Consent {
  if (known) return known;
  const { yes, no } = readChoice();
  const nothing = {
    state: {},
    allowed: {},
    why: {},
    noticeDue: false,
    due: [],
    signals: { gpc: navigator.globalPrivacyControl === true },
    links: [],
  };
  return mark(mark(nothing, yes, true), no, false);
}

/** Believes the server; whatever it no longer allows leaves the page at once. */
export function learn(next: Consent): void {
  // What has no `allowed` is no answer: it throws here.
  const before = known?.allowed ?? next.allowed;
  stopUsing(Object.keys(before).filter((purpose) => before[purpose] && !next.allowed[purpose]));
  known = next;
  emit("consent", next);
}

/** Takes over the answer to a choice. */
export function settle({ state, allowed }: Standing): void {
  learn({ ...standing(), state, allowed, noticeDue: false, due: [] });
}

/** The person has chosen: no notice is due, and a no counts before the server has heard of it. */
export function deny(refused: readonly string[]): void {
  stopUsing(refused);
  settle(mark(standing(), refused, false));
}

/** The purposes a person can take back: all but those that hold by law whatever is chosen (`necessary`, `lawful-basis`). */
export function revocable(): readonly string[] {
  const { state, why } = standing();
  return Object.keys(state).filter((purpose) => !/^(nec|law)/.test(why[purpose] as string));
}

function mark(consent: Consent, purposes: readonly string[], said: boolean): Consent {
  const state = { ...consent.state };
  const allowed = { ...consent.allowed };
  for (const purpose of purposes) {
    state[purpose] = said ? "granted" : "denied";
    allowed[purpose] = said;
  }
  return { ...consent, state, allowed };
}

function stopUsing(purposes: readonly string[]): void {
  if (purposes.length === 0) return;
  forget();
  dropUnsent();
  restoreSlots(purposes);
}
