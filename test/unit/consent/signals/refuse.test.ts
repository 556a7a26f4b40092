import { GppModel, TcfEuV2 } from "@iabgpp/cmpapi";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PrivacySignals, refusedBy } from "../../../../src/core/consent/signals/refuse.ts";
import { PURPOSE_CLASSES } from "../../../../src/core/program/purpose.ts";
import vectors from "../../../vectors/gpp.json" with { type: "json" };

const ADS_AND_SALE = ["advertising", "sale-share"];
const PROFILING = ["personalization", ...ADS_AND_SALE];
const ALL = ["functional", "measurement", "personalization", "marketing", ...ADS_AND_SALE];
const ELEVEN = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

type Fields = Readonly<Record<string, unknown>>;

function gpp(section: string, fields: Fields): string {
  const model = new GppModel();
  for (const [field, value] of Object.entries(fields)) model.setFieldValue(section, field, value);
  return model.encode();
}

/** A valid TC string with consent for all eleven purposes but these. */
function tcfWithout(...purposes: readonly number[]): string {
  const section = new TcfEuV2();
  section.setFieldValue(
    "PurposeConsents",
    Array.from({ length: 24 }, (_, index) => ELEVEN.includes(index + 1) && !purposes.includes(index + 1)),
  );
  return section.encode();
}

function sorted(signals: PrivacySignals): readonly string[] {
  return [...refusedBy(signals)].toSorted();
}

describe("the classes a signal takes permission for", () => {
  it.each<[name: string, signals: PrivacySignals, classes: readonly string[]]>([
    ["nothing said", {}, []],
    ["a GPP string without sections", { gpp: "DBAA" }, []],
    ["no opt-out", { gpp: gpp("usnat", { SaleOptOut: 2, SharingOptOut: 2, TargetedAdvertisingOptOut: 2 }) }, []],
    ["an opt-out of sale", { gpp: gpp("usco", { SaleOptOut: 1, TargetedAdvertisingOptOut: 2 }) }, ["sale-share"]],
    ["an opt-out of sharing", { gpp: gpp("usca", { SharingOptOut: 1 }) }, ADS_AND_SALE],
    ["an opt-out of targeted advertising", { gpp: gpp("usva", { TargetedAdvertisingOptOut: 1 }) }, ["advertising"]],
    ["an opt-out in a newest section", { gpp: gpp("usky", { SaleOptOut: 1, TargetedAdvertisingOptOut: 1 }) }, ADS_AND_SALE],
    ["GPC inside a section", { gpp: gpp("usct", { GpcSegmentIncluded: true, Gpc: true }) }, ADS_AND_SALE],
    ["a GPC segment that is off", { gpp: gpp("usct", { GpcSegmentIncluded: true, Gpc: false }) }, []],
    ["no consent for a known child", { gpp: gpp("usde", { KnownChildSensitiveDataConsents: [0, 2, 0, 1, 0] }) }, PROFILING],
    ["consent for a known child", { gpp: gpp("usde", { KnownChildSensitiveDataConsents: [2, 2, 0, 0, 0] }) }, []],
    ["no consent for sensitive data, notices", { gpp: gpp("ustx", { SensitiveDataProcessing: [1], SaleOptOutNotice: 1 }) }, []],
    ["US Privacy inside GPP", { gpp: "DBABTA~1YYN" }, ADS_AND_SALE],
    ["a TC string inside GPP", { gpp: `DBABMA~${tcfWithout(5)}` }, ["personalization"]],
    ["an invalid TC string inside GPP", { gpp: "DBABMA~CAAA" }, ALL],
    ["a bare TC string for GPP", { gpp: tcfWithout(8) }, ["measurement"]],
    ["a malformed GPP string", { gpp: "DBAB" }, ADS_AND_SALE],
    ["an empty GPP string", { gpp: "" }, ADS_AND_SALE],
    ["a malformed section", { gpp: "DBABBg~B" }, ADS_AND_SALE],
    ["a section of an unknown id", { gpp: "DBABjw~BAAA~1YNN" }, ADS_AND_SALE],
    ["US Privacy, opted out", { usPrivacy: "1YYN" }, ADS_AND_SALE],
    ["US Privacy, not opted out", { usPrivacy: "1YNN" }, []],
    ["US Privacy that does not apply", { usPrivacy: "1---" }, []],
    ["US Privacy without an answer", { usPrivacy: "1Y--" }, ADS_AND_SALE],
    ["a malformed US Privacy string", { usPrivacy: "yes" }, ADS_AND_SALE],
    ["a TC string with every purpose", { tcf: tcfWithout() }, []],
    ["a TC string without purpose 1", { tcf: tcfWithout(1) }, ALL],
    ["a TC string without purpose 2", { tcf: tcfWithout(2) }, ["advertising"]],
    ["a TC string without purpose 3", { tcf: tcfWithout(3) }, ADS_AND_SALE],
    ["a TC string without purpose 4", { tcf: tcfWithout(4) }, ADS_AND_SALE],
    ["a TC string without purpose 5", { tcf: tcfWithout(5) }, ["personalization"]],
    ["a TC string without purpose 6", { tcf: tcfWithout(6) }, ["personalization"]],
    ["a TC string without purpose 7", { tcf: tcfWithout(7) }, ["advertising"]],
    ["a TC string without purpose 8", { tcf: tcfWithout(8) }, ["measurement"]],
    ["a TC string without purpose 9", { tcf: tcfWithout(9) }, ["measurement"]],
    ["a TC string without purpose 10", { tcf: tcfWithout(10) }, ["measurement"]],
    ["a TC string without purpose 11", { tcf: tcfWithout(11) }, []],
    ["an invalid TC string", { tcf: "CAAA" }, ALL],
    ["an empty TC string", { tcf: "" }, ALL],
    ["DNT", { dnt: true }, ADS_AND_SALE],
    ["DNT that is off", { dnt: false }, []],
    ["several, together", { tcf: tcfWithout(9), usPrivacy: "1YYN", dnt: true }, ["measurement", ...ADS_AND_SALE]],
  ])("%s", (_, signals, classes) => {
    expect(sorted(signals)).toEqual(classes.toSorted());
  });

  it.each([
    [0, []],
    [1, ADS_AND_SALE],
    [2, ADS_AND_SALE],
    [3, ADS_AND_SALE],
    [4, ADS_AND_SALE],
  ] as const)("of committed string %i", (index, classes) => {
    expect(sorted({ gpp: vectors.strings[index]?.gpp ?? "" })).toEqual(classes);
  });
});

const US_SECTIONS = ["usnat", "usca", "usva", "usco", "usut", "usfl", "usde", "usmd", "usin", "usri"];
const HAS_SHARING = new Set(["usnat", "usca"]);
const flag = fc.constantFrom(0, 1, 2);

const opinion = fc
  .record({ section: fc.constantFrom(...US_SECTIONS), sale: flag, other: flag })
  .map(({ section, sale, other }) =>
    gpp(section, { SaleOptOut: sale, [HAS_SHARING.has(section) ? "SharingOptOut" : "TargetedAdvertisingOptOut"]: other }),
  );
const anySignals: fc.Arbitrary<PrivacySignals> = fc.record(
  {
    gpp: fc.oneof(opinion, fc.string(), fc.constant("DBAA")),
    tcf: fc.oneof(
      fc.subarray(ELEVEN).map((without) => tcfWithout(...without)),
      fc.string(),
    ),
    usPrivacy: fc.oneof(fc.constantFrom("1---", "1YNN", "1YYN"), fc.string({ maxLength: 5 })),
    dnt: fc.boolean(),
  },
  { requiredKeys: [] },
);

describe("signals only remove", () => {
  it("so that one more never makes the set smaller", () => {
    fc.assert(
      fc.property(anySignals, anySignals, (some, more) => {
        const before = refusedBy(some);
        expect(before.isSubsetOf(refusedBy({ ...more, ...some }))).toBe(true);
      }),
    );
  });

  it("so that one more purpose with consent never makes the set larger", () => {
    fc.assert(
      fc.property(fc.subarray(ELEVEN), fc.subarray(ELEVEN), (a, b) => {
        const fewer = refusedBy({ tcf: tcfWithout(...a, ...b) });
        expect(refusedBy({ tcf: tcfWithout(...a) }).isSubsetOf(fewer)).toBe(true);
      }),
    );
  });

  it("one more section of a GPP string included", () => {
    fc.assert(
      fc.property(fc.constantFrom(...US_SECTIONS), fc.constantFrom(...US_SECTIONS), flag, flag, (a, b, saleA, saleB) => {
        const model = new GppModel();
        model.setFieldValue(a, "SaleOptOut", saleA);
        const before = refusedBy({ gpp: model.encode() });
        if (a !== b) model.setFieldValue(b, "SaleOptOut", saleB);
        expect(before.isSubsetOf(refusedBy({ gpp: model.encode() }))).toBe(true);
      }),
    );
  });

  it("but never what is necessary or contextual", () => {
    fc.assert(
      fc.property(anySignals, (signals) => {
        const classes = refusedBy(signals);
        expect(classes.isSubsetOf(new Set(PURPOSE_CLASSES))).toBe(true);
        expect(classes.has("necessary") || classes.has("contextual")).toBe(false);
      }),
    );
  });
});
