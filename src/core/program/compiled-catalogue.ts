import type { CatalogueItem, RecommendedFrom } from "./catalogue.ts";

/** Items that fill a variant beside its content. */
export interface CompiledRecommend {
  readonly source: RecommendedFrom;
  readonly count: number;
  /** The attribute to start from, by index. */
  readonly by: number | null;
  /** Fields of the slot. */
  readonly fields: readonly string[];
}

/** What can be recommended, and how it is found out what people look at. */
export interface CompiledCatalogue {
  readonly viewed: { readonly event: string; readonly field: string; readonly purpose: number };
  /** The attribute of what was bought lately, by index. */
  readonly bought: number | null;
  readonly days: number;
  readonly items: readonly CatalogueItem[];
}
