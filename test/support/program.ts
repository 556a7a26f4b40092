/** A small brand with two legal entities and three sites, for tests. */
export function testProgram(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const texts = (name: string): unknown => ({
    en: { name, why: `Why ${name}`, benefit: `Benefit of ${name}` },
    de: { name: `${name} (de)`, why: `Warum ${name}`, benefit: `Nutzen von ${name}` },
  });
  const name = (text: string): unknown => ({ en: { name: text }, de: { name: `${text} (de)` } });
  const content = (headline: string): unknown => ({ en: { headline }, de: { headline: `${headline} (de)` } });
  const slots = [
    { key: "hero", fields: ["headline"], default: "page" },
    { key: "aside", fields: ["headline"], default: "page" },
    { key: "partner", fields: ["headline"], default: "page" },
    { key: "quiet", fields: ["headline"], default: "page" },
  ];
  const site = (key: string, controller: string): unknown => ({
    key,
    controller,
    name: key,
    consentHost: "localhost",
    origins: ["http://localhost", "https://shop.example"],
    slots,
  });
  return {
    key: "test-brand",
    name: "Test brand",
    locales: ["en", "de"],
    controllers: [
      { key: "acme", name: "Acme", contact: "privacy@acme.example", privacyUrl: "https://acme.example/privacy" },
      { key: "other", name: "Other", contact: "privacy@other.example", privacyUrl: "https://other.example/privacy" },
    ],
    sites: [site("pk_acme_main", "acme"), site("pk_acme_second", "acme"), site("pk_other_main", "other")],
    purposes: [
      { key: "service", class: "necessary", basis: "contract", retention: "P30D", texts: texts("Service") },
      { key: "memory", class: "functional", basis: "consent", retention: "P180D", texts: texts("Memory") },
      { key: "contextual", class: "contextual", basis: "consent", retention: "P1D", texts: texts("Contextual") },
      { key: "personal", class: "personalization", basis: "consent", retention: "P180D", texts: texts("Personal") },
      { key: "ads", class: "advertising", basis: "consent", retention: "P90D", texts: texts("Ads") },
    ],
    attributes: [
      {
        key: "shoeViews",
        type: "number",
        source: "observed",
        purposes: ["personal"],
        compute: { kind: "count", event: "Product Viewed", where: { category: "shoes" } },
        texts: name("Shoes you looked at"),
      },
      {
        key: "lastProduct",
        type: "string",
        source: "observed",
        purposes: ["personal", "ads"],
        compute: { kind: "last", event: "Product Viewed", field: "product" },
        texts: name("The product you saw last"),
      },
      {
        key: "campaign",
        type: "string",
        source: "request",
        from: "campaign",
        purposes: ["contextual"],
        texts: name("Where you came from"),
      },
      { key: "mood", type: "string", source: "request", from: "context", purposes: ["personal"], texts: name("Your mood") },
    ],
    events: [{ name: "Product Viewed", purposes: ["personal", "ads"], fields: { category: "string", product: "string", price: "number" } }],
    experiences: [
      {
        key: "shoes-hero",
        slot: "hero",
        purpose: "personal",
        priority: 10,
        when: { shoeViews: { $gte: 3 } },
        variants: [{ key: "only", content: content("Shoes for you") }],
      },
      {
        key: "winter-hero",
        slot: "hero",
        purpose: "contextual",
        priority: 5,
        when: { campaign: "winter" },
        variants: [{ key: "only", content: content("Winter is here") }],
      },
      {
        key: "cheer",
        slot: "aside",
        purpose: "personal",
        when: { mood: "sad" },
        variants: [
          { key: "a", content: content("Cheer up A") },
          { key: "b", content: content("Cheer up B") },
        ],
      },
      {
        key: "partner-ad",
        slot: "partner",
        purpose: "ads",
        when: { lastProduct: { $exists: true } },
        variants: [{ key: "only", content: content("From a partner") }],
      },
    ],
    ...changes,
  };
}
