import type { DecideAnswer } from "./contract.ts";
import { readChoice } from "./cookie.ts";

const NAME = "earnest";

/** Keeps the answer for the next page of this session, where something may be stored; else forgets. */
export function remember(answer: DecideAnswer): void {
  keep(answer.consent.storage ? JSON.stringify(answer) : null);
}

export function forget(): void {
  keep(null);
}

/** The last answer, if the choice it rests on is still live and nothing in it was refused since. */
export function recall(): DecideAnswer | null {
  const { live, no } = readChoice();
  try {
    const kept = JSON.parse(sessionStorage.getItem(NAME) ?? "null") as DecideAnswer | null;
    const allowed = kept?.consent.allowed ?? {};
    return live && kept?.consent.storage && !no.some((purpose) => allowed[purpose]) ? kept : null;
  } catch {
    return null;
  }
}

function keep(text: string | null): void {
  try {
    if (text) sessionStorage.setItem(NAME, text);
    else sessionStorage.removeItem(NAME);
  } catch {
    // Storage is full or closed to this page: the next one starts from its defaults.
  }
}
