import type { Basis, PurposeClass } from "../program/purpose.ts";
import { LEAST } from "./hide-small.ts";

/** Of a purpose: people it has data of, who said yes to it, and to whom something came back. */
export interface Balance {
  readonly purpose: string;
  readonly class: PurposeClass;
  readonly basis: Basis;
  readonly took: number;
  readonly agreed: number;
  /** By way of giving back: people it reached. */
  readonly gave: { readonly [way: string]: number };
}

/** The same as it is told; null for fewer than ten people. */
export interface ToldBalance {
  readonly purpose: string;
  readonly took: number | null;
  readonly agreed: number | null;
  readonly gave: { readonly [way: string]: number | null };
}

/** Balances without small numbers, and the purposes that took something by consent from ten people or more and gave back to fewer. */
export function valueReport(balances: readonly Balance[]): {
  readonly purposes: readonly ToldBalance[];
  readonly unreturned: readonly string[];
} {
  return {
    purposes: balances.map(({ purpose, took, agreed, gave }) => ({
      ...{ purpose, took: told(took), agreed: told(agreed) },
      gave: Object.fromEntries(Object.entries(gave).map(([way, people]) => [way, told(people)])),
    })),
    unreturned: balances.filter(isUnreturned).map(({ purpose }) => purpose),
  };
}

function isUnreturned({ class: kind, basis, took, agreed, gave }: Balance): boolean {
  const isAsked = basis === "consent" && kind !== "necessary";
  return isAsked && Math.max(took, agreed) >= LEAST && Object.values(gave).every((people) => people < LEAST);
}

/** A number of people as it is told. */
export function told(people: number): number | null {
  return people < LEAST ? null : people;
}
