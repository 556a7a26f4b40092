import { afterText, readAfter, type After } from "../core/exchange/journey-page.ts";
import { invalid } from "./problem.ts";

/** Reads where a page begins, after what the page before named; null for the first. */
export function afterAt(text: string | undefined, id?: RegExp): After | null {
  const after = text === undefined ? null : readAfter(text, id);
  if (text !== undefined && !after) throw invalid("after", "cursor", "must be what `next` of the page before said");
  return after;
}

/** Where the page after this one begins; null where it was not full. */
export function nextOf<T extends { readonly id: string }>(rows: readonly T[], full: number, at: (row: T) => number): string | null {
  const last = rows.length < full ? undefined : rows.at(-1);
  return last ? afterText({ at: at(last), id: last.id }) : null;
}
