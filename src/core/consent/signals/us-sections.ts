import { type Bits, bitsOf } from "./bits.ts";

/** A 2-bit answer: 0 not applicable, 1 yes (opted out, notice given, no consent), 2 no (did not opt out, consent). */
export type UsFlag = 0 | 1 | 2;

// The letter of each 2-bit field in the rows below; `x` and `k` with a count are the two lists.
const FIELDS = {
  r: "SharingNotice",
  p: "ProcessingNotice",
  s: "SaleOptOutNotice",
  h: "SharingOptOutNotice",
  t: "TargetedAdvertisingOptOutNotice",
  d: "SensitiveDataProcessingOptOutNotice",
  e: "SensitiveDataOptOutNotice",
  l: "SensitiveDataLimitUseNotice",
  S: "SaleOptOut",
  H: "SharingOptOut",
  T: "TargetedAdvertisingOptOut",
  P: "PersonalDataConsents",
  A: "AdditionalDataProcessingConsent",
  c: "MspaCoveredTransaction",
  o: "MspaOptOutOptionMode",
  v: "MspaServiceProviderMode",
  m: "MspaMode",
} as const;
type Letter = keyof typeof FIELDS;

/** A field of a US section, by the name the specification gives it. */
export type UsField = (typeof FIELDS)[Letter];

type UsSlot = readonly [name: UsField | "SensitiveDataProcessing" | "KnownChildSensitiveDataConsents", count: number | null];

/** A US section of a GPP string (IAB GPP, US National and US State sections). */
export interface UsSection {
  readonly kind: "us";
  readonly id: number;
  /** Its API prefix, such as `usca`. */
  readonly name: string;
  /** `Version`, or `MspaVersion` in the newest sections. */
  readonly version: number;
  /** The fields the section has, but for the two lists. */
  readonly flags: Readonly<Partial<Record<UsField, UsFlag>>>;
  /** `SensitiveDataProcessing`, by category; empty where the string has none. */
  readonly sensitive: readonly UsFlag[];
  /** `KnownChildSensitiveDataConsents`, by age group; 1 is no consent. */
  readonly knownChild: readonly UsFlag[];
  /** Null without a GPC segment. */
  readonly gpc: boolean | null;
}

const FIRST_ID = 7;
const NATIONAL = FIRST_ID;
type Row = readonly [name: string, shape: string];

const NATIONAL_V1: Row = ["nat", "rshtdlSHTx12k2Pcov"];
const TEXAS = "pstSTx8k1Acov";
const NEWEST = "cmpstSTk1A";

// By id from 7 on: the API prefix's last letters, then the fields in their order after the version.
const ROWS: readonly Row[] = [
  ["nat", "rshtdlSHTx16k3Pcov"],
  ["ca", "shlSHx9k2Pcov"],
  ["va", "rstSTx8k1cov"],
  ["co", "rstSTx7k1cov"],
  ["ut", "rstdSTx8k1cov"],
  ["ct", "rstSTx8k3cov"],
  ["fl", "pstSTx8k3Acov"],
  ["mt", "rstSTx8k3Acov"],
  ["or", "pstSTx11k3Acov"],
  ["tx", TEXAS],
  ["de", "pstSTx9k5Acov"],
  ["ia", "psteSTx8k1cov"],
  ["ne", TEXAS],
  ["nh", "pstSTx8k3Acov"],
  ["nj", "pstSTx10k5Acov"],
  ["tn", TEXAS],
  ["mn", TEXAS],
  ["md", "cmpstSTA"],
  ["in", NEWEST],
  ["ky", NEWEST],
  ["ri", NEWEST],
];

/** The version of a US section that is written today, and its fields in their order: name, and for a list its length. */
export function usShape(id: number): { readonly name: string; readonly version: number; readonly fields: readonly UsSlot[] } {
  const [name, shape] = ROWS[id - FIRST_ID] ?? NATIONAL_V1;
  const fields = [...shape.matchAll(/([a-z])(\d*)/gi)].map(([, letter = "", count]): UsSlot => {
    if (letter === "x") return ["SensitiveDataProcessing", Number(count)];
    return letter === "k" ? ["KnownChildSensitiveDataConsents", Number(count)] : [FIELDS[letter as Letter], null];
  });
  return { name: `us${name}`, version: id === NATIONAL ? 2 : 1, fields };
}

/** True for the ids of the US sections, 7 to 27 (IAB GPP, Section Information). */
export function isUsSection(id: number): boolean {
  return id >= FIRST_ID && id < FIRST_ID + ROWS.length;
}

/**
 * Reads a US section; null for truncation, a version it does not know, an undefined answer (3) or a segment of another
 * kind. Indiana, Kentucky and Rhode Island have a segment of sensitive-data consents where the others have GPC.
 */
export function decodeUsSection(id: number, text: string): UsSection | null {
  const [core = "", ...more] = text.split(".");
  const bits = bitsOf(core);
  if (!bits) return null;
  const version = bits.take(6);
  const row = rowFor(id, version, bits.size);
  const fields = row && takeFields(bits, row[1]);
  const extra = fields && segmentsOf(more, row[1] === NEWEST);
  return extra && { kind: "us", id, name: `us${row[0]}`, version, gpc: null, ...fields, ...extra };
}

// Strings exist that say version 2 and have the 60 bits of version 1; the official decoder goes by the length.
function rowFor(id: number, version: number, size: number): Row | null {
  const row = ROWS[id - FIRST_ID] ?? null;
  if (id === NATIONAL && (version === 1 || version === 2)) return version === 1 || size <= 66 ? NATIONAL_V1 : row;
  return version === 1 ? row : null;
}

interface Fields {
  readonly flags: Partial<Record<UsField, UsFlag>>;
  sensitive: readonly UsFlag[];
  knownChild: readonly UsFlag[];
}

function takeFields(bits: Bits, shape: string): Fields | null {
  const fields: Fields = { flags: {}, sensitive: [], knownChild: [] };
  for (const [, letter = "", count] of shape.matchAll(/([a-z])(\d*)/gi)) {
    if (letter === "x") fields.sensitive = takeFlags(bits, Number(count));
    else if (letter === "k") fields.knownChild = takeFlags(bits, Number(count));
    else fields.flags[FIELDS[letter as Letter]] = takeFlag(bits);
  }
  return bits.sound() ? fields : null;
}

function takeFlags(bits: Bits, count: number): readonly UsFlag[] {
  return Array.from({ length: count }, () => takeFlag(bits));
}

function takeFlag(bits: Bits): UsFlag {
  const flag = bits.take(2);
  if (flag === 3) bits.spoil();
  return flag as UsFlag;
}

interface Extra {
  gpc?: boolean;
  sensitive?: readonly UsFlag[];
}

const GPC_SEGMENT = 1;

// A GPC segment counts in any section that has it, also where its specification has none.
function segmentsOf(texts: readonly string[], consents: boolean): Extra | null {
  const extra: Extra = {};
  for (const text of texts) {
    const bits = bitsOf(text);
    if (!bits) return null;
    if (consents) extra.sensitive = takeFlags(bits, 8);
    else if (bits.take(2) === GPC_SEGMENT) extra.gpc = bits.take(1) === 1 || extra.gpc === true;
    else return null;
    if (!bits.sound()) return null;
  }
  return extra;
}
