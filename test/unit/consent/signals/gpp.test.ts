import { existsSync, readFileSync } from "node:fs";
import { GppModel, Sections } from "@iabgpp/cmpapi";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LONGEST } from "../../../../src/core/consent/signals/bits.ts";
import { decodeGpp, type GppSection } from "../../../../src/core/consent/signals/gpp.ts";
import { decodeUsSection, type UsSection } from "../../../../src/core/consent/signals/us-sections.ts";
import vectors from "../../../vectors/gpp.json" with { type: "json" };

/** A section as the official library shows it, keyed by the specification's field names. */
type Official = Readonly<Record<string, unknown>>;

const US_NAMES = [...(Sections.SECTION_ID_NAME_MAP as ReadonlyMap<number, string>)].filter(([id]) => id >= 7).map(([, name]) => name);

function sectionsOf(gpp: string): readonly GppSection[] {
  const read = decodeGpp(gpp);
  return read.ok ? read.value.sections : [];
}

/** A list of an official section has its full length, also where the string holds less of it. */
function padded(list: readonly number[], like: unknown): readonly number[] {
  return Object.assign([like ?? []].flat().fill(0), list);
}

function asOfficial(section: UsSection, like: Official): Official {
  const child = like["KnownChildSensitiveDataConsents"];
  const all: Official = {
    Version: section.version,
    MspaVersion: section.version,
    Gpc: section.gpc === true,
    GpcSegmentType: 1,
    SensitiveDataProcessing: padded(section.sensitive, like["SensitiveDataProcessing"]),
    KnownChildSensitiveDataConsents: Array.isArray(child) ? padded(section.knownChild, child) : section.knownChild[0],
  };
  return { ...Object.fromEntries(Object.entries(all).filter(([name]) => name in like)), ...section.flags };
}

function expectSame(section: GppSection | null | undefined, official: Official): void {
  expect(section?.kind).toBe("us");
  if (section?.kind === "us") expect(asOfficial(section, official)).toEqual(official);
}

/** The fields of a section with the library's default values. */
function defaultsOf(name: string): Official {
  const model = new GppModel();
  model.setFieldValue(name, "SaleOptOut", 0);
  return model.getSection(name);
}

function valuesFor(name: string): fc.Arbitrary<Official> {
  const flag = fc.constantFrom(0, 1, 2);
  const fields = Object.entries(defaultsOf(name)).map(([field, value]): readonly [string, fc.Arbitrary<unknown>] => {
    if (field === "Version" || field === "MspaVersion" || field === "GpcSegmentType") return [field, fc.constant(value)];
    if (field === "MspaCoveredTransaction") return [field, fc.constantFrom(1, 2)];
    if (typeof value === "boolean") return [field, fc.boolean()];
    return [field, Array.isArray(value) ? fc.array(flag, { minLength: value.length, maxLength: value.length }) : flag];
  });
  return fc.record(Object.fromEntries(fields));
}

function encode(sections: Readonly<Record<string, Official | undefined>>): string {
  const model = new GppModel();
  for (const [name, fields] of Object.entries(sections))
    for (const [field, value] of Object.entries(fields ?? {})) model.setFieldValue(name, field, value);
  return model.encode();
}

const anySections: fc.Arbitrary<Readonly<Record<string, Official | undefined>>> = fc.record(
  Object.fromEntries(US_NAMES.map((name) => [name, valuesFor(name)])),
  { requiredKeys: [] },
);

describe("the header", () => {
  it.each([
    ["DBAA", []],
    ["DBABM~x", [2]],
    ["DBACNY~x~x", [2, 6]],
    ["DBABjw~x~x", [5, 6]],
  ])("%s declares %j", (gpp, ids) => {
    expect(decodeGpp(gpp).ok).toBe(true);
    expect(sectionsOf(gpp).map(({ id }) => id)).toEqual(ids);
  });

  it("takes a bare TC string for section 2", () => {
    expect(sectionsOf("CAAA")).toMatchObject([{ kind: "tcf", id: 2, text: "CAAA" }]);
  });

  it.each([
    ["", { kind: "header" }],
    ["D", { kind: "header" }],
    ["BBAA", { kind: "header" }],
    ["DCAA", { kind: "header" }],
    ["DBAB", { kind: "header" }],
    ["DB=A", { kind: "header" }],
    ["DBABM", { kind: "sections", declared: 1, found: 0 }],
    ["DBABM~x~x", { kind: "sections", declared: 1, found: 2 }],
    ["DBAA~", { kind: "sections", declared: 0, found: 1 }],
    [`DBABM~${"A".repeat(LONGEST)}`, { kind: "too-long" }],
  ])("refuses %.12j", (gpp, error) => {
    expect(decodeGpp(gpp)).toEqual({ ok: false, error });
  });
});

describe("the sections", () => {
  it.each(vectors.strings)("$name", ({ gpp, ids, section, fields }) => {
    const sections = sectionsOf(gpp);
    expect(sections.map(({ id }) => id)).toEqual(ids);
    if (section === "uspv1")
      expect(sections).toEqual([{ kind: "us-privacy", id: 6, usPrivacy: { notice: true, optOutSale: true, lspaCovered: false } }]);
    else expectSame(sections[0], fields);
  });

  it.each(US_NAMES)("%s is read as the official library writes it", (name) => {
    fc.assert(
      fc.property(valuesFor(name), (fields) => {
        const [section] = sectionsOf(encode({ [name]: fields }));
        expect(section).toMatchObject({ kind: "us", name });
        expectSame(section, fields);
      }),
    );
  });

  it("are read together, each under its own id", () => {
    fc.assert(
      fc.property(anySections, (wanted) => {
        const gpp = encode(wanted);
        const sections = sectionsOf(gpp);
        expect(sections.map((section) => (section.kind === "us" ? section.name : section.kind))).toEqual(
          US_NAMES.filter((name) => name in wanted),
        );
        for (const section of sections) if (section.kind === "us") expectSame(section, wanted[section.name] ?? {});
      }),
    );
  });

  it("of the national section in its first version are read", () => {
    fc.assert(
      fc.property(valuesFor("usnat"), (fields) => {
        const gpp = encode({ usnat: { ...fields, Version: 1 } });
        const [section] = sectionsOf(gpp);
        expect(section).toMatchObject({ version: 1 });
        expectSame(section, new GppModel(gpp).getSection("usnat"));
      }),
    );
  });

  it("hand a TC string on", () => {
    const purposes = fc.array(fc.boolean(), { minLength: 24, maxLength: 24 });
    fc.assert(
      fc.property(purposes, (PurposeConsents) => {
        const [section] = sectionsOf(encode({ tcfeuv2: { PurposeConsents, CmpId: 31 } }));
        const ids = PurposeConsents.flatMap((on, index) => (on ? [index + 1] : []));
        expect(section).toMatchObject({ kind: "tcf", id: 2, tcf: { ok: true, value: { cmpId: 31, purposes: ids } } });
      }),
    );
  });

  it("have no GPC where the segment is left out", () => {
    const [withIt, without] = ["DBABBg~BUUAAACA.YA", "DBABBg~BUUAAACA"].map((gpp) => sectionsOf(gpp)[0]);
    expect(withIt).toMatchObject({ gpc: true });
    expect(without).toMatchObject({ gpc: null });
  });

  it("keep the text of an id that is not known", () => {
    expect(sectionsOf("DBABjw~anything at all~1YNN")[0]).toEqual({ kind: "unknown", id: 5, text: "anything at all" });
  });

  it.each([
    ["empty", ""],
    ["cut short", "BUUAAA"],
    ["of a version to come", "CUUAAACA.YA"],
    ["with an answer that is not defined", "BwUAAACA.YA"],
    ["with a segment that is not GPC", "BUUAAACA.wA"],
    ["with an empty segment", "BUUAAACA."],
    ["in another alphabet", "BUUA+ACA"],
  ])("are malformed when %s, and leave the others be", (_, text) => {
    const [header, , colorado] = encode({ usca: { SaleOptOut: 1 }, usco: { SaleOptOut: 1 } }).split("~");
    expect(decodeUsSection(8, text)).toBeNull();
    expect(sectionsOf([header, text, colorado].join("~"))).toMatchObject([
      { kind: "malformed", id: 8, text },
      { kind: "us", id: 10, flags: { SaleOptOut: 1 } },
    ]);
  });
});

interface Reference {
  readonly kind: "gpp" | "section";
  readonly ok: boolean;
  readonly gpp?: string;
  readonly section?: string;
  readonly sectionId?: number;
  readonly sectionIds?: readonly number[];
  readonly object?: Readonly<Record<string, Official>>;
  readonly fields?: Official;
}

const folder = new URL("../../../../../shared/data/gpp/", import.meta.url);

function referencesIn(name: string) {
  const file = new URL(name, folder);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

const references: readonly Reference[] = referencesIn("gpp-vectors.json").vectors ?? [];
const headers: readonly { readonly header: string; readonly sections: readonly number[] }[] =
  referencesIn("spec-vectors.json").headers ?? [];

describe.skipIf(references.length === 0)("the official strings", () => {
  it.each(headers)("$header", ({ header, sections }) => {
    expect(sectionsOf(header + "~x".repeat(sections.length)).map(({ id }) => id)).toEqual(sections);
  });

  it.each(references.filter(({ kind, ok }) => kind === "gpp" && ok))("$gpp", ({ gpp = "", sectionIds, object = {} }) => {
    const sections = sectionsOf(gpp);
    expect(sections.map(({ id }) => id)).toEqual(sectionIds);
    for (const section of sections) if (section.kind === "us") expectSame(section, object[section.name] ?? {});
    expect(sections.filter(({ kind }) => kind === "malformed")).toEqual([]);
  });

  it.each(references.filter(({ kind, ok }) => kind === "gpp" && !ok))("refuses $gpp", ({ gpp = "" }) => {
    expect(decodeGpp(gpp).ok).toBe(false);
  });

  it.each(references.filter(({ sectionId = 0 }) => sectionId >= 7))(
    "section $sectionId: $section",
    ({ section = "", sectionId = 0, fields }) => {
      expectSame(decodeUsSection(sectionId, section), fields ?? {});
    },
  );
});
