import { existsSync, readFileSync } from "node:fs";
import { GVL, PurposeRestriction, TCModel, TCString, type VendorList } from "@iabtechlabtcf/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { IdRange } from "../../../../src/core/consent/signals/bits.ts";
import { decodeTcf, type TcString } from "../../../../src/core/consent/signals/tcf.ts";

const VENDORS = 400;
const vendorIds = Array.from({ length: VENDORS }, (_, index) => index + 1);
const vendor = {
  purposes: [1, 3, 4, 5],
  legIntPurposes: [2, 7, 8],
  flexiblePurposes: [2, 7],
  specialPurposes: [],
  features: [],
  specialFeatures: [],
};
const purposes = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [index + 1, { id: index + 1 }]));

function vendorList(vendorListVersion: number, tcfPolicyVersion: number): GVL {
  const list = {
    gvlSpecificationVersion: 3,
    vendorListVersion,
    tcfPolicyVersion,
    lastUpdated: "2026-01-01T00:00:00Z",
    purposes,
    specialPurposes: {},
    features: {},
    specialFeatures: {},
    stacks: {},
    vendors: Object.fromEntries(vendorIds.map((id) => [id, { ...vendor, id }])),
  };
  return new GVL(list as unknown as VendorList);
}

const upTo = (max: number, maxLength = max) => fc.uniqueArray(fc.integer({ min: 1, max }), { maxLength });
const country = fc.string({ unit: fc.constantFrom("A", "D", "E", "F", "U", "S", "Z"), minLength: 2, maxLength: 2 });
const vendors = fc.oneof(upTo(VENDORS, 20), upTo(30), fc.constant(vendorIds), fc.constant(vendorIds.slice(100, 300)));

const choices = fc.record({
  day: fc.integer({ min: 18_000, max: 30_000 }),
  cmpId: fc.integer({ min: 2, max: 4095 }),
  cmpVersion: fc.nat({ max: 4095 }),
  consentScreen: fc.nat({ max: 63 }),
  vendorListVersion: fc.integer({ min: 1, max: 4095 }),
  policyVersion: fc.integer({ min: 4, max: 63 }),
  isServiceSpecific: fc.constant(true),
  useNonStandardTexts: fc.boolean(),
  purposeOneTreatment: fc.boolean(),
  publisherCountryCode: country,
  numCustomPurposes: fc.nat({ max: 63 }),
  specialFeatureOptins: upTo(12),
  purposeConsents: upTo(24),
  purposeLegitimateInterests: upTo(24),
  publisherConsents: upTo(24),
  publisherLegitimateInterests: upTo(24),
  customs: upTo(63),
  vendorConsents: vendors,
  vendorLegitimateInterests: vendors,
  vendorsDisclosed: vendors,
  restrictions: fc.array(fc.tuple(fc.integer({ min: 2, max: 11 }), fc.nat({ max: 2 }), upTo(VENDORS, 12)), { maxLength: 4 }),
});
type Choices = typeof choices extends fc.Arbitrary<infer Value> ? Value : never;

function encode(of: Choices): string {
  const gvl = vendorList(of.vendorListVersion, of.policyVersion);
  const model = new TCModel(gvl);
  model.created = new Date(of.day * 86_400_000);
  model.lastUpdated = model.created;
  for (const name of ["cmpId", "cmpVersion", "consentScreen", "numCustomPurposes"] as const) model[name] = of[name];
  for (const name of ["isServiceSpecific", "useNonStandardTexts", "purposeOneTreatment"] as const) model[name] = of[name];
  model.publisherCountryCode = of.publisherCountryCode;
  for (const name of ["specialFeatureOptins", "purposeConsents", "purposeLegitimateInterests"] as const) model[name].set(of[name]);
  for (const name of ["vendorConsents", "vendorLegitimateInterests", "vendorsDisclosed"] as const) model[name].set(of[name]);
  for (const name of ["publisherConsents", "publisherLegitimateInterests"] as const) model[name].set(of[name]);
  const customs = of.customs.filter((id) => id <= of.numCustomPurposes);
  model.publisherCustomConsents.set(customs);
  model.publisherCustomLegitimateInterests.set(customs.toReversed().slice(1));
  for (const [purpose, type, ids] of of.restrictions)
    for (const id of ids) model.publisherRestrictions.add(id, new PurposeRestriction(purpose, type));
  return TCString.encode(model);
}

function idsOf(vector: Iterable<[number, boolean]>): readonly number[] {
  return [...vector].filter(([, on]) => on).map(([id]) => id);
}

function idsIn(ranges: readonly IdRange[]): readonly number[] {
  const ids = ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
  return [...new Set(ids)].toSorted((a, b) => a - b);
}

/** What the official decoder reads, in our words. */
function official(text: string) {
  const model = TCString.decode(text);
  return {
    created: model.created.getTime(),
    lastUpdated: model.lastUpdated.getTime(),
    cmpId: model.cmpId,
    cmpVersion: model.cmpVersion,
    consentScreen: model.consentScreen,
    consentLanguage: model.consentLanguage,
    vendorListVersion: model.vendorListVersion,
    policyVersion: model.policyVersion,
    nonStandardTexts: model.useNonStandardTexts,
    specialFeatures: idsOf(model.specialFeatureOptins),
    purposes: idsOf(model.purposeConsents),
    legitimateInterests: idsOf(model.purposeLegitimateInterests),
    purposeOneTreatment: model.purposeOneTreatment,
    publisherCountry: model.publisherCountryCode,
    vendorConsents: idsOf(model.vendorConsents),
    vendorLegitimateInterests: idsOf(model.vendorLegitimateInterests),
    disclosedVendors: idsOf(model.vendorsDisclosed),
    publisher: {
      purposes: idsOf(model.publisherConsents),
      legitimateInterests: idsOf(model.publisherLegitimateInterests),
      customPurposes: idsOf(model.publisherCustomConsents),
      customLegitimateInterests: idsOf(model.publisherCustomLegitimateInterests),
    },
  };
}

const NO_PUBLISHER = { purposes: [], legitimateInterests: [], customPurposes: [], customLegitimateInterests: [] };

function ours({ vendorConsents, vendorLegitimateInterests, disclosedVendors, publisher, ...rest }: TcString) {
  return {
    ...rest,
    vendorConsents: idsIn(vendorConsents),
    vendorLegitimateInterests: idsIn(vendorLegitimateInterests),
    disclosedVendors: idsIn(disclosedVendors),
    publisher: publisher ?? NO_PUBLISHER,
  };
}

function expectSame(text: string): void {
  const read = decodeTcf(text);
  expect(read.ok).toBe(true);
  if (read.ok) expect(ours(read.value)).toEqual(official(text));
}

// Written with the official library: consent for purposes 1, 5, 6, legitimate interest for 2, 7, all vendors disclosed,
// vendors 5, 6 and 9 restricted to consent for purpose 2.
const SAMPLE = "CQft6wAQft6wAAfACBENB4FoAIwAAEIAAAYgAPOAAAAQAAAAhIAUABQAGAAS.IDIQAYAAgMgA.cAAAAAAAAXAA";
describe("a TC string", () => {
  it("is read field by field as the official library reads it", () => {
    fc.assert(
      fc.property(choices, (of) => expectSame(encode(of))),
      { numRuns: 60 },
    );
  });

  it("holds what was chosen", () => {
    expect(decodeTcf(SAMPLE)).toMatchObject({
      ok: true,
      value: {
        created: 20_500 * 86_400_000,
        consentLanguage: "EN",
        publisherCountry: "DE",
        purposes: [1, 5, 6],
        legitimateInterests: [2, 7],
        vendorConsents: [
          [1, 3],
          [30, 30],
        ],
        disclosedVendors: [[1, VENDORS]],
        publisher: { purposes: [1], customPurposes: [1, 2], customLegitimateInterests: [1] },
      },
    });
  });

  it("needs no publisher segment, takes the segments in any order and passes over others", () => {
    const [core, disclosed, publisher] = SAMPLE.split(".");
    expect(decodeTcf(`${core}.${disclosed}`)).toMatchObject({ ok: true, value: { publisher: null } });
    expect(decodeTcf([core, publisher, disclosed].join("."))).toEqual(decodeTcf(SAMPLE));
    expect(decodeTcf(`${SAMPLE}.QAAA`)).toEqual(decodeTcf(SAMPLE));
  });
});

describe("a damaged TC string", () => {
  it("stays invalid or says what the official library reads, however it is damaged", () => {
    const edit = fc.tuple(fc.nat({ max: SAMPLE.length }), fc.nat({ max: 2 }), fc.constantFrom("", "A", "_", "B", ".", "="));
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
        let text = SAMPLE;
        for (const [at, remove, insert] of edits) text = text.slice(0, at) + insert + text.slice(at + remove);
        const read = decodeTcf(text);
        // The official library throws for the CMP ids 0 and 1, and for segments of other types, which we pass over.
        const known = text.split(".").every((segment) => /^[A-PY-Za-f]/.test(segment));
        if (read.ok && read.value.cmpId > 1 && known) expect(ours(read.value)).toEqual(official(text));
      }),
      { numRuns: 3000 },
    );
  });
});

interface Reference {
  readonly tcString: string;
  readonly ok: boolean;
  readonly policyVersion?: number;
}

const file = new URL("../../../../../shared/data/tcf/tcf-vectors.json", import.meta.url);
const references: readonly Reference[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).vectors : [];

describe.skipIf(references.length === 0)("the official strings", () => {
  it.each(references.filter(({ ok, policyVersion = 0 }) => ok && policyVersion >= 4))("$tcString", ({ tcString }) => {
    expectSame(tcString);
  });

  it.each(references.filter(({ policyVersion = 0 }) => policyVersion < 4))("refuses $tcString", ({ tcString, ok, policyVersion }) => {
    const read = decodeTcf(tcString);
    expect(read.ok).toBe(false);
    if (ok) expect(read).toEqual({ ok: false, error: { kind: "policy", version: policyVersion } });
  });
});
