import type { Gate, PermittedView } from "../profile/gate.ts";
import type { CatalogueItem } from "../program/catalogue.ts";
import type { CompiledRecommend } from "../program/compiled-catalogue.ts";
import type { Content, FieldValue } from "../program/compiled-experience.ts";
import type { LiveProgram } from "../program/live.ts";
import type { Recommended } from "../program/recommended.ts";

/** By experience, the keys of the items it shows. */
export type Items = { readonly [experience: string]: readonly string[] };

/** Items of a slot, and by which of the person's data some were left out. */
export interface Chosen {
  readonly content: Content;
  readonly keys: readonly string[];
  readonly leftOutBy: { readonly attribute: string; readonly source: string; readonly purpose: string } | null;
}

/**
 * The items of a recommending variant as content: `item-1`, `image-1`, `price-1` and so on, of the fields its slot has.
 * Never what the person just bought. Null where there are fewer items than it wants: the slot goes on without.
 */
export function chooseItems(
  program: LiveProgram,
  recommend: CompiledRecommend,
  view: PermittedView,
  { gate, locale }: { readonly gate: Gate; readonly locale: string },
): Chosen | null {
  const { recommended } = program;
  if (!recommended) return null;
  const bought = boughtLately(program, gate);
  const start = recommend.by === null ? [] : textsIn(view.read(recommend.by));
  const leftOut = new Set([...(bought?.items ?? []), ...(recommend.source === "viewed-together" ? start : [])]);
  const items = itemsFor(recommended, recommend, start, leftOut);
  if (items.length < recommend.count) return null;
  return { content: contentOf(items, recommend.fields, locale), keys: items.map(({ key }) => key), leftOutBy: bought?.by ?? null };
}

/** The items a record says, for a decision that is made again; null where it says that there were too few. What it does not tell of counts as shown. */
export function recordedItems(
  program: LiveProgram,
  recommend: CompiledRecommend,
  keys: readonly string[] | undefined,
  { gate, locale }: { readonly gate: Gate; readonly locale: string },
): Chosen | null {
  if (keys?.length === 0) return null;
  const items = (keys ?? []).flatMap((key) => program.recommended?.items.get(key) ?? []);
  return { content: contentOf(items, recommend.fields, locale), keys: keys ?? [], leftOutBy: boughtLately(program, gate)?.by ?? null };
}

interface Bought {
  readonly items: readonly string[];
  readonly by: NonNullable<Chosen["leftOutBy"]>;
}

/** What the person bought lately, as far as any purpose it was kept for is allowed now: it is only ever left out by it. */
function boughtLately({ compiled, attributes }: LiveProgram, gate: Gate): Bought | null {
  const index = compiled.catalogue?.bought ?? null;
  const attribute = index === null ? undefined : attributes[index];
  if (index === null || !attribute) return null;
  for (const [purpose, { key }] of compiled.purposes.entries()) {
    const items = (attribute.purposes & (1 << purpose)) === 0 ? [] : textsIn(gate.view(purpose)?.read(index));
    if (items.length > 0) return { items, by: { attribute: attribute.key, source: attribute.source, purpose: key } };
  }
  return null;
}

function textsIn(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === "string");
}

/** The first items of those that the source puts in order, without any that are left out. */
function itemsFor(
  recommended: Recommended,
  { source, count }: CompiledRecommend,
  start: readonly string[],
  leftOut: ReadonlySet<string>,
): readonly CatalogueItem[] {
  const chosen = new Map<string, CatalogueItem>();
  for (const key of keysFrom(recommended, source, start)) {
    const item = leftOut.has(key) ? undefined : recommended.items.get(key);
    if (item) chosen.set(key, item);
    if (chosen.size === count) break;
  }
  return [...chosen.values()];
}

function keysFrom(recommended: Recommended, source: CompiledRecommend["source"], start: readonly string[]): Iterable<string> {
  switch (source) {
    case "popular":
      return recommended.popular;
    case "affinity":
      return start.flatMap((category) => recommended.byCategory.get(category) ?? []);
    case "viewed-together":
      return inTurn(start.map((item) => recommended.together[item] ?? []));
  }
}

/** The first of each list, then the second of each, and so on. */
function inTurn(lists: readonly (readonly string[])[]): readonly string[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list[at] ?? [])).flat();
}

function contentOf(items: readonly CatalogueItem[], fields: readonly string[], locale: string): Content {
  const content: Record<string, FieldValue> = {};
  const put = (field: string, value: FieldValue): void => {
    if (fields.includes(field)) content[field] = value;
  };
  for (const [at, item] of items.entries()) {
    const { title = item.title, price = item.price } = item.texts?.[locale] ?? {};
    put(`item-${at + 1}`, { text: title, href: item.url });
    if (item.image !== undefined) put(`image-${at + 1}`, { src: item.image, alt: title });
    if (price !== undefined) put(`price-${at + 1}`, price);
  }
  return content;
}
