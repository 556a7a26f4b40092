import type { SubjectId } from "../kernel/ids.ts";

/** Somebody with all that were merged to them, under the keyed hash each leaves behind. */
export interface Erased {
  readonly subject: SubjectId;
  readonly name: string;
}

/**
 * A step of an erasure; taking it again changes nothing. `end`: the chain ends, so that nothing new is written. `caches`:
 * KV. `rows`: what lives with the subject. `directory`: what points to them from elsewhere in a database. `letters`: messages
 * that were given up. `trail`: who did what to them, which stays without them. `told`: brands and partners hear of it.
 */
export type ErasureStep =
  | { readonly kind: "end" | "caches" | "rows"; readonly of: Erased }
  | { readonly kind: "directory" | "trail"; readonly database: string }
  | { readonly kind: "letters" | "told" };

/** An erasure goes through all stores twice: what was on its way during the first sweep has arrived by the second. */
export const SWEEPS = 2;

/**
 * The steps of one sweep, in order: first nothing new can come, then no pass is good for anything, then the data goes, and
 * the trail last, since the steps before write to it. Brands are told once, by the first sweep.
 */
export function erasurePlan(family: readonly Erased[], databases: readonly string[], sweep: number): readonly ErasureStep[] {
  const each = (kind: "end" | "caches" | "rows") => family.map((of): ErasureStep => ({ kind, of }));
  const every = (kind: "directory" | "trail") => databases.map((database): ErasureStep => ({ kind, database }));
  const told: readonly ErasureStep[] = sweep === 0 ? [{ kind: "told" }] : [];
  return [...each("end"), ...each("caches"), ...each("rows"), ...every("directory"), { kind: "letters" }, ...told, ...every("trail")];
}
