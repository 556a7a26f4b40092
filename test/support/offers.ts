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
  { key: "over", benefit: OFF, until: "2026-11-22T00:00:00+01:00", texts: named("Over") },
  { key: "to-come", benefit: OFF, from: "2026-12-01T00:00:00+01:00", zone: "Europe/Berlin", texts: named("To come") },
];

export const OFFER_AUDIENCES = [{ key: "lookers", purpose: "personal", when: { shoeViews: { $gte: 3 } } }];
