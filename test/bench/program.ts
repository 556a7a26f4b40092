import { compileProgram } from "../../src/core/program/compile.ts";
import type { CompiledProgram } from "../../src/core/program/compiled.ts";
import { programSchema } from "../../src/core/program/schema.ts";

/**
 * The program of the decide benchmarks: 5 slots, 13 purposes, 40 facets, and one attribute the request brings.
 *
 * Each slot's experiences stand in 20 blocks, and block b asks for the b-th value of one string facet, so 5 % of a slot's
 * experiences ask for what a visitor is; a program of 10,000 has the same blocks, 100 experiences each instead of one,
 * so share and relative depth of what matches stay the same. Beside it each asks for one of 25 counters, every fourth
 * for a flag or a counter (`$or`), every fifth for a tier (`$in`).
 *   hero    matches late: visitors are of segments 15–18 of 20
 *   banner  matches in the middle: visitors are of all 20 categories
 *   aside   matches in the middle: visitors are of all 20 brands
 *   footer  default: the block of the visitor's category asks for a counter nobody has
 *   partner no-consent: half are for a purpose visitors refused, the rest as in footer
 */
export const SLOTS = ["hero", "banner", "aside", "footer", "partner"] as const;
/** Slots of those that are filled for every visitor. */
export const FILLED = 3;
export const BLOCKS = 20;
export const ORIGIN = "https://shop.bench.example";
export const CONTROLLER = "bench";

/** The purposes, and what every visitor has said of them; null: not asked. */
export const PURPOSES = [
  { key: "service", class: "necessary", basis: "contract", said: null },
  { key: "memory", class: "functional", basis: "consent", said: true },
  { key: "page", class: "contextual", basis: "consent", said: null },
  { key: "measure-site", class: "measurement", basis: "consent", said: true },
  { key: "measure-ads", class: "measurement", basis: "consent", said: true },
  { key: "products", class: "personalization", basis: "consent", said: true },
  { key: "articles", class: "personalization", basis: "consent", said: true },
  { key: "prices", class: "personalization", basis: "consent", said: true },
  { key: "mail", class: "marketing", basis: "consent", said: true },
  { key: "phone", class: "marketing", basis: "consent", said: false },
  { key: "ads-own", class: "advertising", basis: "consent", said: true },
  { key: "ads-partner", class: "advertising", basis: "consent", said: false },
  { key: "share", class: "sale-share", basis: "consent", said: false },
] as const;

export const COUNTERS = Array.from({ length: 25 }, (_, at) => `count${two(at)}`);
export const FLAGS = Array.from({ length: 10 }, (_, at) => `flag${at}`);
export const TIERS = ["basic", "silver", "gold", "black"] as const;
const READERS = ["products", "articles", "prices", "ads-own", "ads-partner"];

/** Compiles the program of a site with so many live experiences. */
export async function benchProgram(site: string, count: number): Promise<CompiledProgram> {
  const compiled = await compileProgram(programSchema().parse(documentOf(site, count)));
  if (!compiled.ok) throw new Error(`the bench program was refused: ${JSON.stringify(compiled.error.slice(0, 3))}`);
  if (compiled.value.facets.length !== 40) throw new Error(`the bench program has ${compiled.value.facets.length} facets, not 40`);
  return compiled.value;
}

/** The program as a brand would publish it. */
export function documentOf(site: string, count: number): Readonly<Record<string, unknown>> {
  const texts = (name: string): unknown => ({
    en: { name, why: `Why ${name} is used.`, benefit: `What you get for ${name}.` },
    de: { name, why: `Wozu ${name} dient.`, benefit: `Was ${name} bringt.` },
  });
  const facet = (key: string, type: string): unknown => ({
    key,
    type,
    source: "observed",
    purposes: READERS,
    texts: { en: { name: key }, de: { name: key } },
  });
  const strings = ["segment", "category", "brand", "tier"].map((key) => facet(key, "string"));
  return {
    key: "bench",
    name: "Bench",
    locales: ["en", "de"],
    controllers: [{ key: CONTROLLER, name: "Bench", contact: "privacy@bench.example", privacyUrl: "https://bench.example/privacy" }],
    sites: [
      {
        key: site,
        controller: CONTROLLER,
        name: "Bench",
        consentHost: "127.0.0.1",
        origins: [ORIGIN],
        slots: SLOTS.map((key) => ({ key, fields: ["headline", "text", "link"], default: "page" })),
      },
    ],
    purposes: PURPOSES.map(({ key, class: kind, basis }) => ({ key, class: kind, basis, retention: "P180D", texts: texts(key) })),
    attributes: [
      ...strings,
      facet("newsletter", "boolean"),
      ...COUNTERS.map((key) => facet(key, "number")),
      ...FLAGS.map((key) => facet(key, "boolean")),
      {
        key: "campaign",
        type: "string",
        source: "request",
        from: "campaign",
        purposes: ["page"],
        texts: { en: { name: "campaign" }, de: { name: "campaign" } },
      },
    ],
    experiences: SLOTS.flatMap((_, slot) =>
      Array.from({ length: count / SLOTS.length }, (__, at) => experienceOf(slot, at, count / SLOTS.length)),
    ),
  };
}

function experienceOf(slot: number, at: number, perSlot: number): unknown {
  const key = `${SLOTS[slot]}-${at}`;
  const purpose = purposeOf(slot, at);
  const content = (variant: string): unknown => ({
    en: {
      headline: `${key} ${variant}: made for you`,
      text: "Two lines of copy, about as long as such things are.",
      link: { text: "Have a look", href: `/shop/${key}` },
    },
    de: {
      headline: `${key} ${variant}: für Sie`,
      text: "Zwei Zeilen Text, so lang wie so etwas eben ist.",
      link: { text: "Ansehen", href: `/laden/${key}` },
    },
  });
  const variants = at % 2 === 0 ? ["a"] : ["a", "b"];
  const when = purpose === "page" ? { campaign: `campaign-${at}` } : conditionOf(slot, at, Math.floor((at * BLOCKS) / perSlot));
  return { key, slot: SLOTS[slot], purpose, when, variants: variants.map((variant) => ({ key: variant, content: content(variant) })) };
}

function purposeOf(slot: number, at: number): string {
  if (slot === 4 && at % 2 === 1) return "ads-partner";
  if (slot >= FILLED && at % 5 === 4) return "page";
  return ["products", "articles", "prices", "ads-own"][at % 4] ?? "products";
}

/** Filled slots ask for what every visitor has beside the block's value, the others for what nobody has. */
function conditionOf(slot: number, at: number, block: number): unknown {
  const facet = ["segment", "category", "brand", "category", "brand"][slot] ?? "segment";
  const number = slot * BLOCKS + at;
  const counter = COUNTERS[number % 25] ?? "";
  return {
    [facet]: valueOf(facet, block),
    [counter]: { $gte: slot < FILLED ? 1 + (at % 5) : 100 + (at % 50) },
    ...(at % 4 === 3 ? { $or: [{ [FLAGS[(number >> 2) % 10] ?? ""]: true }, { [COUNTERS[(number + 7) % 25] ?? ""]: { $lt: 100 } }] } : {}),
    ...(at % 5 === 2 ? { tier: { $in: TIERS.slice(0, 4) } } : {}),
    ...(at % 10 === 6 ? { newsletter: { $exists: true } } : {}),
  };
}

/** The block-th value of a string facet. */
export function valueOf(facet: string, block: number): string {
  return `${facet}-${two(block)}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
