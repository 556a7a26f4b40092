import { canonical } from "../kernel/canonical.ts";
import type { Program } from "./schema.ts";

/** What publishing `next` over `current` changes, section by section and key by key. */
export interface ProgramDiff {
  readonly section: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** Compares two programs; sections without a difference are left out. */
export function diffPrograms(current: Program | null, next: Program): readonly ProgramDiff[] {
  return (Object.keys(next) as (keyof Program)[]).flatMap((section) => {
    const before = entriesOf(current?.[section]);
    const after = entriesOf(next[section]);
    const added = [...after.keys()].filter((key) => !before.has(key));
    const removed = [...before.keys()].filter((key) => !after.has(key));
    const changed = [...after].flatMap(([key, body]) => (before.has(key) && before.get(key) !== body ? [key] : []));
    return added.length + removed.length + changed.length > 0 ? [{ section, added, removed, changed }] : [];
  });
}

function entriesOf(section: unknown): ReadonlyMap<string, string> {
  if (section === undefined) return new Map();
  if (!Array.isArray(section)) return new Map([["", canonical(section)]]);
  return new Map(section.map((item: unknown, index) => [nameOf(item, index), canonical(item)]));
}

function nameOf(item: unknown, index: number): string {
  if (typeof item === "string") return item;
  const named = item as { readonly key?: string; readonly name?: string };
  return named.key ?? named.name ?? String(index);
}
