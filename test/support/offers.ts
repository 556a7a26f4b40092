const named = (name: string) => ({ en: { name }, de: { name } });
const OFF = { kind: "percent", value: 10 };

/** Offers of the test brand, by what is particular about each. */
export const OFFERS = [
  { key: "first-twenty", benefit: OFF, codes: "one", code: "HELLO", budget: 20, texts: named("First twenty") },
  { key: "once-each", benefit: { kind: "amount", value: 500, currency: "EUR" }, perPerson: 1, texts: named("Five off") },
  { key: "own-code", benefit: { kind: "gift", value: "a towel" }, codes: "unique", texts: named("A towel") },
  { key: "daily", benefit: OFF, perDay: 2, zone: "Europe/Berlin", texts: named("Two a day") },
  { key: "by-itself", benefit: OFF, combine: "alone", texts: named("By itself") },
  { key: "with-others", benefit: OFF, texts: named("With others") },
  { key: "lookers", benefit: OFF, audience: "lookers", texts: named("For lookers") },
  { key: "elsewhere", benefit: OFF, merchants: ["other"], texts: named("Elsewhere") },
  { key: "over", benefit: OFF, until: "2026-11-22T00:00:00+01:00", zone: "Europe/Berlin", texts: named("Over") },
  { key: "to-come", benefit: OFF, from: "2026-12-01T00:00:00+01:00", zone: "Europe/Berlin", texts: named("To come") },
];

export const OFFER_AUDIENCES = [{ key: "lookers", purpose: "personal", when: { shoeViews: { $gte: 3 } } }];

/** Points of the test brand: one for each full euro, good for a year. */
export const REWARDS = [
  {
    key: "points",
    controller: "acme",
    merchants: ["acme", "other"],
    earn: { points: 1, per: 100, currency: "EUR" },
    expires: "P1Y",
    tiers: [
      { key: "silver", from: 100, texts: named("Silver") },
      { key: "gold", from: 500, texts: named("Gold") },
    ],
    gifts: [{ key: "towel", at: 30, texts: named("A towel") }],
    texts: named("Points"),
  },
  { key: "own", controller: "acme", earn: { points: 1, per: 100, currency: "EUR" }, texts: named("Own points") },
];
