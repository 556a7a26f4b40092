import { usShape, type UsFlag } from "./us-sections.ts";

/** What a visitor opted out of; null where the site does nothing of the kind. */
export interface OptOuts {
  readonly sale: boolean | null;
  readonly sharing: boolean | null;
  readonly targeted: boolean | null;
  readonly gpc: boolean;
}

/** Whether the site takes part in the IAB's Multi-State Privacy Agreement, and in which mode. */
export type Mspa = "no" | "opt-out" | "service-provider";

type Fields = Readonly<Record<string, number | readonly number[] | boolean>>;

/** A GPP string with one US section or none, and the fields in it by the name of the section. */
export interface WrittenGpp {
  readonly text: string;
  readonly section: { readonly id: number; readonly name: string; readonly fields: Fields } | null;
}

const NOTHING: WrittenGpp = { text: "DBAA", section: null };

/** California and Colorado have sections of their own; elsewhere in the United States the national one speaks. */
const SECTION_OF: Readonly<Record<string, number>> = { "US-CA": 8, "US-CO": 10 };
const NATIONAL = 7;

const MSPA: Readonly<Record<Mspa, Readonly<Record<string, UsFlag>>>> = {
  no: { MspaCoveredTransaction: 2 },
  "opt-out": { MspaCoveredTransaction: 1, MspaOptOutOptionMode: 1, MspaServiceProviderMode: 2 },
  "service-provider": { MspaCoveredTransaction: 1, MspaOptOutOptionMode: 2, MspaServiceProviderMode: 1 },
};

/**
 * Writes what a visitor under a row of the rules opted out of, as a property may write it of its own visitors; outside the
 * United States the string has no section (IAB GPP 1.1; a notice is given exactly where there is something to opt out of).
 */
export function writeGpp(jurisdiction: string | null, optOuts: OptOuts, mspa: Mspa): WrittenGpp {
  if (!jurisdiction?.startsWith("US-")) return NOTHING;
  const id = SECTION_OF[jurisdiction] ?? NATIONAL;
  const { name, version, fields } = usShape(id);
  const flags = flagsOf(optOuts, mspa);
  const values = fields.map(([field, count]) => (count === null ? (flags[field] ?? 0) : Array.from({ length: count }, () => 0)));
  const core =
    bits(version, 6) +
    values
      .flat()
      .map((value) => bits(value, 2))
      .join("");
  const header = bits(3, 6) + bits(1, 6) + bits(1, 12) + "0" + fibonacci(id);
  const named = Object.fromEntries(fields.map(([field], index) => [field, values[index] ?? 0]));
  return {
    text: `${base64(header)}~${base64(core)}.${base64(`01${optOuts.gpc ? "1" : "0"}`)}`,
    section: { id, name, fields: { Version: version, ...named, GpcSegmentType: 1, Gpc: optOuts.gpc } },
  };
}

function flagsOf({ sale, sharing, targeted }: OptOuts, mspa: Mspa): Readonly<Record<string, UsFlag>> {
  return {
    ...MSPA[mspa],
    SaleOptOutNotice: noticeOf(sale),
    SaleOptOut: flagOf(sale),
    SharingNotice: noticeOf(sharing),
    SharingOptOutNotice: noticeOf(sharing),
    SharingOptOut: flagOf(sharing),
    TargetedAdvertisingOptOutNotice: noticeOf(targeted),
    TargetedAdvertisingOptOut: flagOf(targeted),
  };
}

function noticeOf(said: boolean | null): UsFlag {
  return said === null ? 0 : 1;
}

function flagOf(said: boolean | null): UsFlag {
  if (said === null) return 0;
  return said ? 1 : 2;
}

function bits(value: number, width: number): string {
  return value.toString(2).padStart(width, "0");
}

/** Sums of Fibonacci numbers from the smallest on, ended by two ones (GPP Consent String Specification §Fibonacci Encoding). */
function fibonacci(value: number): string {
  const terms = [1, 2];
  while ((terms.at(-1) ?? 0) < value) terms.push((terms.at(-1) ?? 0) + (terms.at(-2) ?? 0));
  let left = value;
  const digits = terms.reduceRight((later, term) => {
    if (term > left) return `0${later}`;
    left -= term;
    return `1${later}`;
  }, "");
  return `${digits.replace(/0+$/, "")}1`;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Whole bytes first and then whole sextets, as the official library pads. */
function base64(text: string): string {
  const bytes = text.padEnd(Math.ceil(text.length / 8) * 8, "0");
  const padded = bytes.padEnd(Math.ceil(bytes.length / 6) * 6, "0");
  return padded.replaceAll(/.{6}/g, (sextet) => ALPHABET[Number.parseInt(sextet, 2)] ?? "");
}
