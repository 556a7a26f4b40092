import { fieldOf, isFieldOf } from "./ask-field.ts";
import { finding, type Finding } from "./findings.ts";
import { lintBenefits } from "./lint-benefits.ts";
import { lintCondition } from "./lint-conditions.ts";
import { lintMoment } from "./lint-moments.ts";
import type { Program } from "./schema.ts";

type Ask = Program["asks"][number];

/** Findings about asks: each brings something, and asks for something that serves its purpose. */
export function lintAsks(program: Program): readonly Finding[] {
  return program.asks.flatMap((ask, index) => {
    const path = `asks.${index}`;
    return [
      ...lintNames(program, ask, path),
      ...lintBenefit(ask, path),
      ...lintBenefits(program, ask, path),
      ...lintField(program, ask, path),
      ...lintNegative(program, ask, path),
      ...lintAsked(program, ask, path),
      ...lintCondition(program, ask.when, ask.purpose, `${path}.when`),
      ...lintMoment(program, ask, path),
    ];
  });
}

function lintNames({ purposes, sites }: Program, { purpose, slot }: Ask, path: string): readonly Finding[] {
  const slots = sites.flatMap((site) => site.slots.map((item) => item.key));
  return [
    ...(purposes.some(({ key }) => key === purpose) ? [] : [finding("E109", `${path}.purpose`, `Define the purpose "${purpose}".`)]),
    ...(slots.includes(slot) ? [] : [finding("E109", `${path}.slot`, `Define the slot "${slot}".`)]),
  ];
}

function lintBenefit({ texts }: Ask, path: string): readonly Finding[] {
  return Object.entries(texts)
    .filter(([, { benefit }]) => benefit.trim() === "")
    .map(([locale]) => finding("E132", `${path}.texts.${locale}.benefit`, "Say what people get for an answer, or do not ask."));
}

/** A field that holds what is asked for, and choices that are values of it. */
function lintField({ attributes, locales }: Program, ask: Ask, path: string): readonly Finding[] {
  const { field, choices, attribute } = ask;
  const type = attributes.find(({ key }) => key === attribute)?.type;
  if (type === undefined)
    return field === undefined && choices.length === 0 ? [] : [finding("E150", path, "A yes to a purpose has no field of its own.")];
  const kind = fieldOf(type, ask);
  if (!isFieldOf(type, kind)) return [finding("E150", `${path}.field`, `A "${kind}" holds no ${type}.`)];
  if ((kind === "choice") !== choices.length > 0)
    return [finding("E151", `${path}.choices`, kind === "choice" ? "Say what there is to choose from." : `A "${kind}" has no choices.`)];
  const wanted = type === "number" ? "number" : "string";
  return choices.flatMap(({ value, texts }, at) => [
    ...(typeof value === wanted
      ? []
      : [finding("E151", `${path}.choices.${at}.value`, `Give a ${wanted}: it is a value of the attribute.`)]),
    ...locales
      .filter((locale) => !(locale in texts))
      .map((locale) => finding("E106", `${path}.choices.${at}.texts.${locale}`, `Add the "${locale}" text of the choice.`)),
  ]);
}

/** Negative answers are values of what is asked for, and there are some. */
function lintNegative({ attributes }: Program, { negative, attribute }: Ask, path: string): readonly Finding[] {
  if (!negative) return [];
  const type = attributes.find(({ key }) => key === attribute)?.type;
  const wanted = type === "list" ? "string" : type;
  const { values, atMost } = negative;
  return [
    ...(type !== undefined && (values.length > 0 || atMost !== undefined)
      ? []
      : [finding("E153", `${path}.negative`, "Name answers to a question for a value; a no to a purpose silences by itself.")]),
    ...(atMost !== undefined && type !== "number" ? [finding("E153", `${path}.negative.atMost`, "Only numbers have an order.")] : []),
    ...values.flatMap((value, at) =>
      typeof value === wanted ? [] : [finding("E153", `${path}.negative.values.${at}`, `Give a ${wanted ?? "value"}: it is an answer.`)],
    ),
  ];
}

/** A value people can tell, for a purpose it is declared for; or a yes that is a matter of consent. */
function lintAsked(program: Program, ask: Ask, path: string): readonly Finding[] {
  const { attribute: key, consent, purpose } = ask;
  if ((key === undefined) === (consent === undefined))
    return [finding("E133", path, 'Name the "attribute" whose value is asked, or the purpose of which "consent" is.')];
  if (consent !== undefined) return lintConsent(program, consent, `${path}.consent`);
  const attribute = program.attributes.find((item) => item.key === key);
  if (!attribute) return [finding("E109", `${path}.attribute`, `Define the attribute "${key}".`)];
  const found: Finding[] = [];
  if (attribute.source !== "volunteered")
    found.push(finding("E133", `${path}.attribute`, `Give "${attribute.key}" the source "volunteered": only that can be told.`));
  if (!attribute.purposes.includes(purpose))
    found.push(finding("E133", `${path}.purpose`, `Ask for a purpose of "${attribute.key}", or declare "${purpose}" there.`));
  return found;
}

function lintConsent({ purposes }: Program, key: string, path: string): readonly Finding[] {
  const purpose = purposes.find((item) => item.key === key);
  if (!purpose) return [finding("E109", path, `Define the purpose "${key}".`)];
  const isChoice = purpose.basis === "consent" && purpose.class !== "necessary";
  return isChoice ? [] : [finding("E133", path, `"${key}" is not a matter of consent: there is nothing to ask.`)];
}
