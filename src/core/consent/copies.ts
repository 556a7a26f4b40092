import type { Pass } from "./pass.ts";
import { isNo, type ConsentState } from "./state.ts";

/**
 * Of several authentic passes that one browser sent under one name, the one to go by: the newest. What the others refuse
 * holds too, but for an older pass of the same subject, which the newer one has overtaken.
 */
export function strictestCopy(
  passes: readonly Pass[],
): { readonly pass: Pass; readonly refused: readonly string[]; readonly none: number | null } | null {
  const [pass, ...others] = passes.toSorted((a, b) => newer(a, b));
  if (!pass) return null;
  const strangers = others.filter((other) => pass.subject === null || other.subject !== pass.subject);
  const refused = [...new Set(strangers.flatMap(({ state }) => refusedIn(state)))];
  const nones = strangers.flatMap(({ state }) => (state.none === null ? [] : [state.none]));
  return { pass, refused, none: nones.length === 0 ? null : Math.max(...nones) };
}

/** Versions tell passes of one subject apart; nothing but time those of two. */
function newer(a: Pass, b: Pass): number {
  const isOne = a.subject !== null && a.subject === b.subject;
  return (isOne ? b.state.version - a.state.version : 0) || b.issued - a.issued;
}

function refusedIn(state: ConsentState): readonly string[] {
  return Object.entries(state.decisions).flatMap(([key, record]) => (isNo(record) ? [key] : []));
}
