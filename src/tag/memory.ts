import type { DecideAnswer } from "./contract.ts";
import { readChoice } from "./cookie.ts";

const NAME = "earnest";

/** Keeps the answer for the next page of this session, where `functional` allows it; else forgets. */
export function remember(answer: DecideAnswer): void {
  if (!answer.consent.allowed["functional"]) return forget();
  try {
    sessionStorage.setItem(NAME, JSON.stringify(answer));
  } catch {
    // Storage is full or closed to this page: the next page starts from its defaults.
  }
}

/** The last answer, if the choice it rests on is still live and nothing in it was refused since. */
export function recall(): DecideAnswer | null {
  const { live, no } = readChoice();
  if (!live) return null;
  try {
    const kept = JSON.parse(sessionStorage.getItem(NAME) ?? "null") as DecideAnswer | null;
    const allowed = kept?.consent.allowed ?? {};
    return allowed["functional"] && !no.some((purpose) => allowed[purpose]) ? kept : null;
  } catch {
    return null;
  }
}

export function forget(): void {
  try {
    sessionStorage.removeItem(NAME);
  } catch {
    // A page without storage has nothing to forget.
  }
}
