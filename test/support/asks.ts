import { testProgram } from "./program.ts";

const names = { en: { name: "Shoe size" }, de: { name: "Schuhgröße" } };
const words = (what: string) => ({
  en: { question: `${what}?`, why: `To know ${what}`, benefit: `Something for ${what}` },
  de: { question: `${what}? (de)`, why: `Um ${what} zu wissen`, benefit: `Etwas für ${what}` },
});

/** The same brand, whose question for a size brings older people one thing, and others one of two. */
export function benefitsProgram(): Record<string, unknown> {
  const texts = (what: string) => ({ en: { benefit: what, thanks: `Here: ${what}` }, de: { benefit: `${what} (de)` } });
  const asking = askingProgram();
  const [size, ...others] = asking["asks"] as object[];
  const benefits = [
    { key: "call", audience: "older", kind: "advice", texts: texts("A call") },
    { key: "early", kind: "recognition", weight: 3, texts: texts("Early access") },
    { key: "voucher", kind: "convenience", weight: 1, texts: texts("Free returns") },
  ];
  const age = { key: "age", type: "number", source: "volunteered", purposes: ["personal"], texts: names };
  return {
    ...asking,
    attributes: [...(asking["attributes"] as object[]), age],
    audiences: [
      ...((asking["audiences"] as object[] | undefined) ?? []),
      { key: "older", purpose: "personal", when: { age: { $gte: 60 } } },
    ],
    asks: [{ ...size, benefits }, ...others],
  };
}

/** A brand that asks for a size, for the town where somebody is choosing, and for a yes to advertising of who comes from a campaign. */
export function askingProgram(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const base = testProgram();
  const content = { en: { headline: "x" }, de: { headline: "x" } };
  const told = { source: "volunteered", purposes: ["personal"], texts: names };
  return {
    ...base,
    attributes: [
      ...(base["attributes"] as object[]),
      { key: "shoeSize", type: "number", ...told },
      { key: "town", type: "string", ...told },
    ],
    experiences: [
      ...(base["experiences"] as object[]),
      {
        ...{ key: "sized", slot: "quiet", purpose: "personal", priority: 9, when: { shoeSize: { $gte: 44 }, town: { $ne: "x" } } },
        variants: [{ key: "only", content }],
      },
    ],
    asks: [
      { key: "size", attribute: "shoeSize", purpose: "personal", slot: "aside", kind: "better-product", texts: words("size") },
      {
        ...{ key: "town", attribute: "town", purpose: "personal", slot: "aside", kind: "advice", moment: "choosing", every: 10 },
        texts: words("town"),
      },
      {
        ...{ key: "offers", consent: "ads", purpose: "contextual", slot: "partner", kind: "discount", silence: 30 },
        ...{ when: { campaign: "winter" }, texts: words("offers") },
      },
    ],
    moments: [{ key: "choosing", when: { shoeViews: { $gte: 2 } } }],
    ...changes,
  };
}
