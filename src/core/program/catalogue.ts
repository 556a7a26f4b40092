import * as z from "zod/mini";
import type { Parts } from "./schema-parts.ts";

export const RECOMMENDED = ["popular", "viewed-together", "affinity"] as const;
/** Where recommended items come from: what many look at, what is looked at together with others, what somebody turns to. */
export type RecommendedFrom = (typeof RECOMMENDED)[number];

/** Items a catalogue holds at most, of the program and of the API together. */
export const MOST_ITEMS = 2_000;

/** The key of an item, as events name it. */
const itemKey = z.string().check(z.regex(/^[\w.:-]{1,64}$/, "must be letters, digits and . : _ -, at most 64"));

/** What a slot shows of an item. */
export function itemSchema() {
  const address = z
    .string()
    .check(
      z.maxLength(2_000),
      z.regex(/^(https:\/\/[a-z0-9.-]+(:\d{1,5})?\/|\/(?!\/))[^\s"'<>\\]*$/, "must be an https address, or a path"),
    );
  const title = z.string().check(z.minLength(1), z.maxLength(300));
  const price = z.optional(z.string().check(z.minLength(1), z.maxLength(40)));
  return z.strictObject({
    key: itemKey,
    category: z.string().check(z.minLength(1), z.maxLength(100)),
    title,
    url: address,
    image: z.optional(address),
    price,
    /** What reads otherwise in a locale. */
    texts: z.optional(z.partialRecord(z.string().check(z.maxLength(40)), z.strictObject({ title: z.optional(title), price }))),
  });
}
export type CatalogueItem = z.infer<ReturnType<typeof itemSchema>>;

/** What can be recommended, and by which events it is found out what people look at. */
export function catalogueSchema({ key, attributeKey, text, listed }: Parts) {
  return z.strictObject({
    /** The event that names an item looked at, its field, and the purpose under which it is counted. */
    viewed: z.strictObject({ event: text, field: attributeKey, purpose: key }),
    /** The attribute that holds what somebody bought lately: none of it is recommended to them. */
    bought: z.optional(attributeKey),
    /** How far back views are counted. */
    days: z._default(z.int().check(z.minimum(1), z.maximum(90)), 30),
    items: listed(itemSchema(), MOST_ITEMS),
  });
}

/** What a variant recommends: `by` is the attribute that says which items or categories to start from. */
export function recommendSchema({ attributeKey }: Parts) {
  return z.strictObject({ source: z.enum(RECOMMENDED), count: z.int().check(z.minimum(1), z.maximum(12)), by: z.optional(attributeKey) });
}
