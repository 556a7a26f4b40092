import type { Instant } from "../../kernel/instant.ts";
import { ok, refuse, type Result } from "../../kernel/result.ts";
import { type Bits, bitsOf, type IdRange, idsSet, LONGEST, takeRanges, takeVendors } from "./bits.ts";

/** What a valid TC string says (IAB TCF v2.3, Consent String and Vendor List Formats §TC String). */
export interface TcString {
  readonly created: Instant;
  readonly lastUpdated: Instant;
  readonly cmpId: number;
  readonly cmpVersion: number;
  readonly consentScreen: number;
  /** ISO 639-1, upper case. */
  readonly consentLanguage: string;
  readonly vendorListVersion: number;
  readonly policyVersion: number;
  readonly nonStandardTexts: boolean;
  readonly specialFeatures: readonly number[];
  /** Purposes with consent. */
  readonly purposes: readonly number[];
  /** Purposes disclosed under legitimate interest and not objected to. */
  readonly legitimateInterests: readonly number[];
  /** True when purpose 1 was not disclosed at all; its consent then is absent, not refused. */
  readonly purposeOneTreatment: boolean;
  /** ISO 3166-1 alpha-2. */
  readonly publisherCountry: string;
  readonly vendorConsents: readonly IdRange[];
  readonly vendorLegitimateInterests: readonly IdRange[];
  readonly disclosedVendors: readonly IdRange[];
  readonly publisher: PublisherTc | null;
}

/** The publisher's own purposes (TCF §Publisher Purposes Transparency and Consent). */
export interface PublisherTc {
  readonly purposes: readonly number[];
  readonly legitimateInterests: readonly number[];
  readonly customPurposes: readonly number[];
  readonly customLegitimateInterests: readonly number[];
}

/** Why a TC string gives no permission; `malformed` covers truncation and a segment that comes twice. */
export type TcfFault =
  | { readonly kind: "malformed" | "not-service-specific" | "no-disclosed-vendors" }
  | { readonly kind: "version" | "policy"; readonly version: number }
  | { readonly kind: "legitimate-interest"; readonly purpose: number };

const MALFORMED: TcfFault = { kind: "malformed" };
const OLDEST_POLICY = 4;
const CONSENT_ONLY: readonly number[] = [3, 4, 5, 6];

/**
 * Reads a TC string. It is valid only with Version 2, IsServiceSpecific 1, policy version 4 or later, no legitimate
 * interest for purposes 3 to 6 and a DisclosedVendors segment (IAB TCF v2.3); publisher restrictions and segments of
 * other types are passed over. Whether it is too old is the caller's question.
 */
export function decodeTcf(text: string): Result<TcString, TcfFault> {
  const [head = "", ...tail] = text.length > LONGEST ? [] : text.split(".");
  const bits = bitsOf(head);
  if (!bits) return refuse(MALFORMED);
  const version = bits.take(6);
  if (version !== 2) return refuse({ kind: "version", version });
  const { serviceSpecific, ...core } = takeCore(bits);
  const rest = segmentsOf(tail);
  if (!bits.sound() || !rest) return refuse(MALFORMED);
  const { disclosedVendors, publisher } = rest;
  const fault = faultOf(core, serviceSpecific);
  if (fault) return refuse(fault);
  return disclosedVendors ? ok({ ...core, disclosedVendors, publisher }) : refuse({ kind: "no-disclosed-vendors" });
}

function faultOf(core: Pick<TcString, "policyVersion" | "legitimateInterests">, serviceSpecific: boolean): TcfFault | null {
  if (!serviceSpecific) return { kind: "not-service-specific" };
  if (core.policyVersion < OLDEST_POLICY) return { kind: "policy", version: core.policyVersion };
  const purpose = core.legitimateInterests.find((id) => CONSENT_ONLY.includes(id));
  return purpose === undefined ? null : { kind: "legitimate-interest", purpose };
}

// Members are read in the order they are written in.
function takeCore(bits: Bits) {
  const core = {
    created: bits.take(36) * 100,
    lastUpdated: bits.take(36) * 100,
    cmpId: bits.take(12),
    cmpVersion: bits.take(12),
    consentScreen: bits.take(6),
    consentLanguage: letter(bits) + letter(bits),
    vendorListVersion: bits.take(12),
    policyVersion: bits.take(6),
    serviceSpecific: bits.take(1) === 1,
    nonStandardTexts: bits.take(1) === 1,
    specialFeatures: idsSet(bits, 12),
    purposes: idsSet(bits, 24),
    legitimateInterests: idsSet(bits, 24),
    purposeOneTreatment: bits.take(1) === 1,
    publisherCountry: letter(bits) + letter(bits),
    vendorConsents: takeVendors(bits),
    vendorLegitimateInterests: takeVendors(bits),
  };
  skipRestrictions(bits);
  return core;
}

function letter(bits: Bits): string {
  const place = bits.take(6);
  if (place > 25) bits.spoil();
  return String.fromCharCode(65 + place);
}

function skipRestrictions(bits: Bits): void {
  for (let left = bits.take(12); left > 0 && bits.sound(); left -= 1) {
    bits.take(8); // purpose and type of the restriction
    takeRanges(bits);
  }
}

interface Segments {
  disclosedVendors: readonly IdRange[] | null;
  publisher: PublisherTc | null;
}

const CORE = 0;
const DISCLOSED_VENDORS = 1;
const PUBLISHER_TC = 3;

function segmentsOf(texts: readonly string[]): Segments | null {
  const segments: Segments = { disclosedVendors: null, publisher: null };
  const seen = new Set([CORE]);
  for (const text of texts) {
    const bits = bitsOf(text);
    const type = bits?.take(3) ?? CORE;
    if (!bits || seen.has(type)) return null;
    seen.add(type);
    if (type === DISCLOSED_VENDORS) segments.disclosedVendors = takeVendors(bits);
    if (type === PUBLISHER_TC) segments.publisher = takePublisher(bits);
    if (!bits.sound()) return null;
  }
  return segments;
}

function takePublisher(bits: Bits): PublisherTc {
  const purposes = idsSet(bits, 24);
  const legitimateInterests = idsSet(bits, 24);
  const custom = bits.take(6);
  return { purposes, legitimateInterests, customPurposes: idsSet(bits, custom), customLegitimateInterests: idsSet(bits, custom) };
}
