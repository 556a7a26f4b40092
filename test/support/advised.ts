import { testProgram } from "./program.ts";

const named = (name: string) => ({ en: { name }, de: { name: `${name} (de)` } });
const wordsOf = (name: string) => ({ name, why: `Why ${name}`, benefit: `Benefit of ${name}` });

/** A brand whose staff advises people by what they bought, when it spoke with them, and the size they told. */
export function advisedProgram(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const base = testProgram() as Record<string, object[]>;
  const advice = { key: "advice", class: "personalization", basis: "consent", retention: "P180D" };
  const hint = (key: string, when: object, priority: number) => ({
    ...{ key, slot: "adviser", purpose: "advice", when, priority },
    variants: [{ key: "only", content: { en: { text: `Say ${key}` }, de: { text: `Sag ${key}` } } }],
  });
  return {
    ...base,
    purposes: [...(base["purposes"] ?? []), { ...advice, texts: { en: wordsOf("Advice"), de: wordsOf("Beratung") } }],
    attributes: [
      ...(base["attributes"] ?? []),
      { key: "shoeSize", type: "number", source: "volunteered", purposes: ["advice"], texts: named("Shoe size") },
      { key: "diary", type: "string", source: "volunteered", purposes: ["personal"], texts: named("Diary") },
      {
        ...{ key: "bought", type: "number", source: "observed", purposes: ["advice"], texts: named("Purchases") },
        compute: { kind: "count", event: "Order Completed" },
      },
    ],
    reports: [{ key: "diaries", purpose: "personal", attributes: ["diary"] }],
    events: [
      ...(base["events"] ?? []),
      { name: "Order Completed", purposes: ["advice"], fields: { product: "string", price: "number" } },
      { name: "Call Taken", purposes: ["advice"], fields: { about: "string" }, texts: named("A call") },
    ],
    experiences: [
      ...(base["experiences"] ?? []),
      hint("socks", { bought: { $gte: 1 } }, 9),
      hint("insoles", { shoeSize: { $gte: 44 } }, 5),
      hint("sandals", { bought: { $gte: 99 } }, 1),
    ],
    advisor: { purpose: "advice", slot: "adviser", fields: ["text"], purchases: ["Order Completed"], contacts: ["Call Taken"] },
    ...changes,
  };
}

/** The same of a brand whose staff sees what personalization may. */
export const ADVISING = { advisor: { purpose: "personal", slot: "adviser", fields: ["text"] } };
