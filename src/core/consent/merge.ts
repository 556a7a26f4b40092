import type { Instant } from "../kernel/instant.ts";
import { isNo, saidOf, shorterYes, type ConsentState, type PurposeRecord } from "./state.ts";

/** What a record of merging or unmerging writes down. */
export type Decisions = { readonly [key: string]: PurposeRecord };

/**
 * What holds for one person of whom there were two records: an explicit no wins over a yes, a yes over nothing said. Of
 * two yeses the one that ends first holds, of two noes the one that lasts longer. Consent is to a controller: records of
 * different controllers are never merged.
 */
export function mergeDecisions(a: ConsentState, b: ConsentState): Decisions {
  return combine(a, b, (one, other) => {
    if (isNo(one) || isNo(other)) return laterNo(one, other);
    if (isYes(one) && isYes(other)) return shorterYes(one, other);
    return isYes(other) ? other : (one ?? other);
  });
}

/**
 * What is left to each of two records that are unmerged again: the stricter of what it held when they were merged and of
 * all that was said since. A yes that only one of the two holds has ended.
 */
export function unmergeDecisions(frozen: ConsentState, since: ConsentState, now: Instant): Decisions {
  return combine(frozen, since, (before, after) => {
    if (isNo(before) || isNo(after)) return laterNo(before, after);
    if (isYes(before) && isYes(after) && before.meaning === after.meaning) return shorterYes(before, after);
    return isYes(before) || isYes(after) ? { state: "expired", until: now } : (after ?? before);
  });
}

/** The later of two dates before which nobody may ask after a withdrawal of everything. */
export function mergeNone(a: ConsentState, b: ConsentState): Instant | null {
  return a.none === null && b.none === null ? null : Math.max(a.none ?? 0, b.none ?? 0);
}

function combine(
  a: ConsentState,
  b: ConsentState,
  choose: (a: PurposeRecord | null, b: PurposeRecord | null) => PurposeRecord | null,
): Decisions {
  const keys = [...new Set([...Object.keys(a.decisions), ...Object.keys(b.decisions)])].toSorted();
  return Object.fromEntries(
    keys.flatMap((key) => {
      const chosen = choose(saidIn(a, key), saidIn(b, key));
      return chosen ? [[key, chosen] as const] : [];
    }),
  );
}

/** A withdrawal of everything speaks of purposes; a partner or the sensitive data has only its own record. */
function saidIn(state: ConsentState, key: string): PurposeRecord | null {
  return /^[a-z0-9]/.test(key) ? saidOf(state, key) : (state.decisions[key] ?? null);
}

function isYes(record: PurposeRecord | null): record is PurposeRecord {
  return record !== null && record.state === "granted";
}

function laterNo(a: PurposeRecord | null, b: PurposeRecord | null): PurposeRecord | null {
  if (!isNo(a)) return b;
  if (!isNo(b) || !a || !b) return a;
  const until = Math.max(a.until, b.until);
  return { state: a.state === "withdrawn" || b.state === "withdrawn" ? "withdrawn" : "denied", until };
}
