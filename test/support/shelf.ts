import { testProgram } from "./program.ts";

type Document = Readonly<Record<string, unknown>>;

/** Items `a`–`d` are shoes, `e`–`h` coats. */
export const ITEMS = "abcdefgh".split("").map((key) => ({
  key,
  category: key < "e" ? "shoes" : "coats",
  title: `Item ${key}`,
  url: `/p/${key}`,
  image: `/art/${key}.svg`,
  price: "€1",
  texts: { de: { title: `Ding ${key}` } },
}));

const SHOWN = ["headline", "item-1", "image-1", "price-1", "item-2", "image-2", "price-2", "item-3"];

function attribute(key: string, kind: Document): Document {
  return { key, type: "list", source: "observed", purposes: ["personal"], compute: kind, texts: { en: { name: key }, de: { name: key } } };
}

function experience(slot: string, purpose: string, recommend: Document, when: Document = {}): Document {
  const content = { en: { headline: "For you" }, de: { headline: "Für Sie" } };
  return { key: `${slot}-items`, slot, purpose, when, variants: [{ key: "only", content, recommend }] };
}

/**
 * The test brand with a catalogue: `quiet` shows what is popular to everybody, `aside` two items of what somebody turns
 * to, and `hero` two that were looked at together with what they saw, both from the third shoe on.
 */
export function shelfProgram(changes: Document = {}): Record<string, unknown> {
  const base = testProgram() as Record<string, readonly Document[]>;
  const seen = { event: "Product Viewed", where: {} };
  const often = { shoeViews: { $gte: 3 } };
  return testProgram({
    sites: base["sites"]?.map((site) => ({
      ...site,
      slots: (site["slots"] as readonly Document[]).map((slot) => ({ ...slot, fields: SHOWN })),
    })),
    events: [...(base["events"] ?? []), { name: "Product Bought", purposes: ["personal"], fields: { product: "string" } }],
    attributes: [
      ...(base["attributes"] ?? []),
      attribute("seenLately", { kind: "recent", ...seen, field: "product", days: 30 }),
      attribute("turnsTo", { kind: "affinity", ...seen, field: "category", halfLife: 7 }),
      attribute("boughtLately", { kind: "recent", event: "Product Bought", where: {}, field: "product", days: 30 }),
    ],
    experiences: [
      ...(base["experiences"] ?? []).filter(({ key }) => key === "partner-ad" || key === "cheer"),
      experience("quiet", "contextual", { source: "popular", count: 3 }),
      experience("aside", "personal", { source: "affinity", count: 2, by: "turnsTo" }, often),
      experience("hero", "personal", { source: "viewed-together", count: 2, by: "seenLately" }, often),
      { ...experience("partner", "contextual", { source: "popular", count: 1 }, { campaign: "winter" }), key: "partner-items" },
    ],
    catalogue: { viewed: { event: "Product Viewed", field: "product", purpose: "personal" }, bought: "boughtLately", items: ITEMS },
    ...changes,
  });
}
