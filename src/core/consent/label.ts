import { recipientNamed } from "./source-choice.ts";
import { addDuration } from "../kernel/instant.ts";
import type { CompiledDisclosure } from "../program/compiled.ts";
import type { LiveProgram } from "../program/live.ts";
import type { Basis, PurposeClass } from "../program/purpose.ts";

/** What never happens, as the program itself shows: there is no purpose, attribute or partner for it. */
export const NEVER = ["sale", "advertising", "marketing", "sharing", "sensitive", "numbers"] as const;

/** A purpose as the label tells of it. */
export interface LabelUse {
  readonly key: string;
  readonly class: PurposeClass;
  readonly basis: Basis;
  readonly name: string;
  readonly why: string;
  /** ISO 8601 duration. */
  readonly retention: string;
  /** Keys of what it uses and of whom it discloses to. */
  readonly data: readonly string[];
  readonly recipients: readonly string[];
  /** Terms of the Data Privacy Vocabulary. */
  readonly terms: readonly string[];
}

/** Who gets data: for purposes that name it, or since a webhook tells it what happens. */
export interface LabelRecipient {
  readonly key: string;
  readonly name: string;
  /** What it is told of, by a pseudonym: events of a webhook. */
  readonly hears: readonly string[];
}

/** What a program does with data, at a glance: what is collected, for what, what never happens, who gets it, how long. */
export interface TrustLabel {
  readonly controller: CompiledDisclosure["controllers"][number];
  readonly collected: readonly {
    readonly key: string;
    readonly name: string;
    readonly source: "volunteered" | "observed" | "inferred";
    readonly sensitive: boolean;
  }[];
  readonly uses: readonly LabelUse[];
  readonly never: readonly (typeof NEVER)[number][];
  readonly recipients: readonly LabelRecipient[];
  /** The longest time for which anything is kept, as an ISO 8601 duration; null where nothing is. */
  readonly longest: string | null;
}

/** The label of a site in a locale of its program; generated, so that it cannot say less than what happens. */
export function labelOf({ compiled, site }: LiveProgram, locale: string): TrustLabel {
  const { notice, disclosure, attributes, purposes } = compiled;
  const kept = attributes.flatMap(({ key, source, sensitivity }) => {
    if (source === "request") return [];
    return [{ key, name: notice.attributes[key]?.[locale]?.name ?? key, source, sensitive: sensitivity === "sensitive" }];
  });
  const uses = notice.purposes.map(({ key, class: kind, basis, retention, data, partners: recipients, texts }) => {
    const { name = key, why = "" } = texts[locale] ?? {};
    return { key, class: kind, basis, name, why, retention, data, recipients, terms: disclosure.terms[key] ?? [] };
  });
  const recipients = recipientsOf(compiled, site.controller);
  const { key } = site;
  const unknown = { key: site.controller, name: key, contact: "", address: null, privacyUrl: "" };
  return {
    controller: disclosure.controllers.find((item) => item.key === site.controller) ?? unknown,
    collected: kept,
    uses,
    never: neverOf(
      purposes.map((purpose) => purpose.class),
      kept.some(({ sensitive }) => sensitive),
      recipients.length > 0,
    ),
    recipients,
    longest: longestOf([...notice.purposes, ...attributes].flatMap(({ retention }) => retention ?? [])),
  };
}

/** Partners, and whoever webhooks tell of this controller's people. */
export function recipientsOf({ partners, webhooks }: LiveProgram["compiled"], controller: string): readonly LabelRecipient[] {
  const hearing = webhooks.flatMap(({ key, recipient, events, controller: of }) =>
    recipient === undefined || of !== controller ? [] : [{ key: recipientNamed(key), name: recipient, hears: events }],
  );
  return [...partners.map(({ key, name }) => ({ key, name, hears: [] })), ...hearing];
}

function neverOf(classes: readonly PurposeClass[], isSensitive: boolean, isShared: boolean): TrustLabel["never"] {
  const happens: Readonly<Record<(typeof NEVER)[number], boolean>> = {
    sale: classes.includes("sale-share"),
    advertising: classes.includes("advertising"),
    marketing: classes.includes("marketing"),
    sharing: isShared,
    sensitive: isSensitive,
    // No program can declare an attribute for them.
    numbers: false,
  };
  return NEVER.filter((item) => !happens[item]);
}

function longestOf(durations: readonly string[]): string | null {
  const [longest = null] = durations.toSorted((a, b) => addDuration(0, b) - addDuration(0, a));
  return longest;
}
