import type { CompiledProgram } from "./compiled.ts";
import type { CatalogueItem } from "./catalogue.ts";

/** Raised when the shape below changes. */
export const RANKED_FORMAT = 1;

/** What was counted, without any person in it: what the edge holds of a controller, immutable and named by its hash. */
export interface Ranked {
  readonly format: typeof RANKED_FORMAT;
  /** Items that came through the API. */
  readonly items: readonly CatalogueItem[];
  /** Keys of items, most looked at first. */
  readonly popular: readonly string[];
  /** By item, what was looked at by the same people, most often first. */
  readonly together: { readonly [item: string]: readonly string[] };
}

/** A catalogue with its ranks, ready to choose from. */
export interface Recommended {
  readonly items: ReadonlyMap<string, CatalogueItem>;
  readonly popular: readonly string[];
  readonly byCategory: ReadonlyMap<string, readonly string[]>;
  readonly together: { readonly [item: string]: readonly string[] };
}

/**
 * A program's catalogue in the order of what was counted; items nobody looked at yet come after, in the catalogue's own
 * order, so that there is something to show on the first day. Null without a catalogue.
 */
export function recommendedOf({ catalogue }: Pick<CompiledProgram, "catalogue">, ranked: Ranked | null): Recommended | null {
  if (!catalogue) return null;
  const items = new Map([...(ranked?.items ?? []), ...catalogue.items].map((item) => [item.key, item]));
  const popular = [...new Set([...(ranked?.popular ?? []), ...items.keys()])].filter((key) => items.has(key));
  const byCategory = Map.groupBy(popular, (key) => items.get(key)?.category ?? "");
  return { items, popular, byCategory, together: ranked?.together ?? {} };
}
