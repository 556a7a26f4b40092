import type { Instant } from "../kernel/instant.ts";
import type { LiveProgram } from "../program/live.ts";
import { readComputed } from "../profile/computed/computed.ts";
import type { AttributeValue, AttributeValues } from "../profile/values.ts";

/** Something that is known about a person, as they are told of it (GDPR art 15(1)). */
export interface KnownValue {
  readonly attribute: string;
  readonly name: string;
  /** A computed one as it comes out now. */
  readonly value: unknown;
  readonly source: AttributeValue["source"];
  readonly origin: AttributeValue["origin"];
  /** RFC 3339. */
  readonly at: string;
  readonly expires: string | null;
  /** What it was kept for. */
  readonly purposes: readonly { readonly key: string; readonly name: string }[];
  /** True where it was told, and so can be told anew; anything else follows from what happened. */
  readonly correctable: boolean;
  /** True where the person corrected it. */
  readonly corrected: boolean;
}

/** What is known of a person, in the words of the program, by name; also what no purpose may use now. */
export function knownValues(program: LiveProgram, held: AttributeValues, locale: string, now: Instant): readonly KnownValue[] {
  const known = Object.entries(held).map(([key, value]) => knownValue(program, key, value, locale, now));
  return known.toSorted((a, b) => a.name.localeCompare(b.name, locale));
}

function knownValue(program: LiveProgram, key: string, held: AttributeValue, locale: string, now: Instant): KnownValue {
  const index = program.attributeIndex.get(key) ?? -1;
  const computed = program.computedOf.get(index);
  const { notice } = program.compiled;
  const nameOf = (purpose: string): string => notice.purposes.find((item) => item.key === purpose)?.texts[locale]?.name ?? purpose;
  return {
    attribute: key,
    name: notice.attributes[key]?.[locale]?.name ?? key,
    value: computed ? (readComputed(computed, held.value, now) ?? null) : held.value,
    source: held.source,
    origin: held.origin,
    at: new Date(held.at).toISOString(),
    expires: held.expires === undefined ? null : new Date(held.expires).toISOString(),
    purposes: held.purposes.map((purpose) => ({ key: purpose, name: nameOf(purpose) })),
    corrected: held.corrected === true,
    correctable: program.attributes[index]?.source === "volunteered" && !computed,
  };
}
