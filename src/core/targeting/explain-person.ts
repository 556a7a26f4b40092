import type { Leaf } from "../condition/types.ts";
import { inLocale } from "../consent/phrases/locale.ts";
import { phrasesFor } from "../consent/phrases.ts";
import type { CompiledAttribute } from "../program/compiled.ts";
import type { LiveProgram } from "../program/live.ts";
import type { Because, Situation } from "./decide.ts";
import { PERSON_WORDS } from "./person-words.ts";

/** Whatever says what it rests on. */
interface Explained {
  readonly because: readonly Because[];
}

const WORDS = new Map(Object.entries(PERSON_WORDS));

/**
 * The same decision with a sentence for the person to each thing it used: "Because you looked at running shoes 3 times, which
 * you allowed for Personalization." That somebody allowed it is said only of the purposes in `explicit`, which they said yes
 * to themselves.
 */
export function inWords<T extends Explained>(program: LiveProgram, decision: T, situation: Situation, explicit: number): T {
  if (decision.because.length === 0) return decision;
  const because = decision.because.map((item) => ({ ...item, sentence: sentenceOf(program, item, situation, explicit) }));
  return { ...decision, because };
}

function sentenceOf(program: LiveProgram, item: Because, { gate, locale }: Situation, explicit: number): string {
  const purposeIndex = program.purposeIndex.get(item.purpose) ?? -1;
  const index = program.attributeIndex.get(item.attribute) ?? -1;
  const value = valueText(program, program.attributes[index], gate.view(purposeIndex)?.read(index), locale);
  const purpose = purposeName(program, purposeIndex, locale) ?? item.purpose;
  const texts = program.compiled.notice.attributes[item.attribute]?.[locale] ?? { name: item.attribute };
  const reason = reasonOf(texts.because, value);
  const name = value === null ? texts.name : `${texts.name} (${value})`;
  const form = formOf(locale, reason === null ? "name" : "reason", (explicit & (1 << purposeIndex)) !== 0);
  return filled(form, { name, reason, purpose });
}

function purposeName(program: LiveProgram, index: number, locale: string): string | undefined {
  return program.compiled.notice.purposes[index]?.texts[locale]?.name;
}

function formOf(locale: string, by: "name" | "reason", isAllowed: boolean): string {
  const words = inLocale(WORDS, locale);
  if (!words) return `${phrasesFor(locale).because} {name} → {purpose}`;
  if (by === "reason") return isAllowed ? words.reasonAllowed : words.reasonUsed;
  return isAllowed ? words.nameAllowed : words.nameUsed;
}

/** The brand's own words, where all that they say can be said. */
function reasonOf(because: string | undefined, value: string | null): string | null {
  if (because === undefined || (value === null && because.includes("{value}"))) return null;
  return because.replaceAll("{value}", value ?? "");
}

function filled(text: string, values: Readonly<Record<string, string | null>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}

/**
 * What may be said of a value to whoever holds the device, which a pass does not prove is the person: how often something
 * was seen, what this very request brought, and what the brand itself wrote into a condition. Never what somebody told.
 */
function valueText(program: LiveProgram, attribute: CompiledAttribute | undefined, value: unknown, locale: string): string | null {
  if (!attribute || attribute.sensitivity === "sensitive" || (attribute.source !== "observed" && attribute.source !== "request"))
    return null;
  if (typeof value === "number") return new Intl.NumberFormat(locale).format(value);
  const isOurs = attribute.source === "request" || program.compiled.leaves.some((leaf) => isNamedBy(leaf, attribute, value));
  return typeof value === "string" && isOurs ? value.slice(0, 60) : null;
}

function isNamedBy({ attribute: key, operand }: Leaf, attribute: CompiledAttribute, value: unknown): boolean {
  return key === attribute.key && (operand === value || (Array.isArray(operand) && operand.includes(value)));
}
