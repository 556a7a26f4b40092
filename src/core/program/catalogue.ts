import * as z from "zod";
import type { Parts } from "./schema-parts.ts";

export const RECOMMENDED = ["popular", "viewed-together", "affinity"] as const;
/** Where recommended items come from: what many look at, what is looked at together with others, what somebody turns to. */
export type RecommendedFrom = (typeof RECOMMENDED)[number];

/** Items a catalogue holds at most, of the program and of the API together. */
export const MOST_ITEMS = 2_000;

/** The key of an item, as events name it. */
const itemKey = z.string().regex(/^[\w.:-]{1,64}$/, "must be letters, digits and . : _ -, at most 64");

/** What a slot shows of an item. */
export function itemSchema() {
  const address = z
    .string()
    .max(2_000)
    .regex(/^(https:\/\/[a-z0-9.-]+(:\d{1,5})?\/|\/(?!\/))[^\s"'<>\\]*$/, "must be an https address, or a path");
  const title = z.string().min(1).max(300);
  const price = z.string().min(1).max(40).optional();
  return z.strictObject({
    key: itemKey,
    category: z.string().min(1).max(100),
    title,
    url: address,
    image: address.optional(),
    price,
    /** What reads otherwise in a locale. */
    texts: z.partialRecord(z.string().max(40), z.strictObject({ title: title.optional(), price })).optional(),
  });
}
export type CatalogueItem = z.infer<ReturnType<typeof itemSchema>>;

/** What can be recommended, and by which events it is found out what people look at. */
export function catalogueSchema({ key, attributeKey, text, listed }: Parts) {
  return z.strictObject({
    /** The event that names an item looked at, its field, and the purpose under which it is counted. */
    viewed: z.strictObject({ event: text, field: attributeKey, purpose: key }),
    /** The attribute that holds what somebody bought lately: none of it is recommended to them. */
    bought: attributeKey.optional(),
    /** How far back views are counted. */
    days: z.int().min(1).max(90).default(30),
    items: listed(itemSchema(), MOST_ITEMS),
  });
}

/** What a variant recommends: `by` is the attribute that says which items or categories to start from. */
export function recommendSchema({ attributeKey }: Parts) {
  return z.strictObject({ source: z.enum(RECOMMENDED), count: z.int().min(1).max(12), by: attributeKey.optional() });
}
