import type { DecideAnswer } from "./contract.ts";
import { readChoice, refusedOf } from "./cookie.ts";

/** Keeps the answer for the next page of this session, where something may be stored; else forgets. */
export function remember(answer: DecideAnswer): void {
  keep(answer.consent.storage ? JSON.stringify({ ...answer, mark: readChoice().mark }) : null);
}

export function forget(): void {
  keep(null);
}

/** The last answer, if the choice it rests on is still live and of the same person, and nothing in it was refused since. */
export function recall(): DecideAnswer | null {
  try {
    const kept = JSON.parse(sessionStorage["earnest"] as string) as DecideAnswer & { readonly mark?: string };
    const { live, mark } = readChoice();
    return live && kept.mark === mark && refusedOf(kept.consent).length === 0 ? kept : null;
  } catch {
    return null;
  }
}

function keep(text: string | null): void {
  try {
    if (text) sessionStorage["earnest"] = text;
    else delete sessionStorage["earnest"];
  } catch {
    // Storage is full or closed to this page: the next one starts from its defaults.
  }
}
