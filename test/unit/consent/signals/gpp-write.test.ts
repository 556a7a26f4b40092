import { GppModel } from "@iabgpp/cmpapi";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeGpp } from "../../../../src/core/consent/signals/gpp.ts";
import { writeGpp, type Mspa, type OptOuts } from "../../../../src/core/consent/signals/gpp-write.ts";
import { refusedBy } from "../../../../src/core/consent/signals/refuse.ts";
import { RULES } from "../../../../src/core/consent/rules-table.ts";

const said = fc.constantFrom(true, false, null);
const optOuts: fc.Arbitrary<OptOuts> = fc.record({ sale: said, sharing: said, targeted: said, gpc: fc.boolean() });
const mspa: fc.Arbitrary<Mspa> = fc.constantFrom("no", "opt-out", "service-provider");
const american = fc.constantFrom(...RULES.map(({ id }) => id).filter((id) => id.startsWith("US-")));

describe("a GPP string of our own", () => {
  it("reads back in the official library, field by field, and is written there bit by bit the same", () => {
    fc.assert(
      fc.property(american, optOuts, mspa, (place, outs, mode) => {
        const { text, section } = writeGpp(place, outs, mode);
        const official = new GppModel(text);
        expect(official.getSectionIds()).toEqual([section?.id]);
        const fields: Record<string, unknown> = official.getSection(section?.name ?? "");
        expect(fields).toEqual({ ...section?.fields, KnownChildSensitiveDataConsents: fields["KnownChildSensitiveDataConsents"] });
        const again = new GppModel();
        for (const [field, value] of Object.entries(fields)) again.setFieldValue(section?.name ?? "", field, value);
        expect(again.encode()).toBe(text);
      }),
    );
  });

  it("says to our own reader what the visitor opted out of", () => {
    fc.assert(
      fc.property(american, optOuts, mspa, (place, outs, mode) => {
        const { text } = writeGpp(place, outs, mode);
        expect(decodeGpp(text).ok).toBe(true);
        const refused = refusedBy({ gpp: text });
        const names: readonly string[] = writeGpp(place, outs, mode).section
          ? Object.keys(writeGpp(place, outs, mode).section?.fields ?? {})
          : [];
        const sharing = outs.sharing === true && names.includes("SharingOptOut");
        const targeted = outs.targeted === true && names.includes("TargetedAdvertisingOptOut");
        expect(refused.has("sale-share")).toBe(outs.sale === true || sharing || outs.gpc);
        expect(refused.has("advertising")).toBe(sharing || targeted || outs.gpc);
      }),
    );
  });

  it("has no section outside the United States, and the known shape inside", () => {
    const out: OptOuts = { sale: true, sharing: true, targeted: true, gpc: true };
    expect(writeGpp("EEA", out, "no")).toEqual({ text: "DBAA", section: null });
    expect(writeGpp(null, out, "no").section).toBeNull();
    expect(writeGpp("US-CA", out, "no").text).toBe("DBABBg~BUUAAACA.YA");
    expect(writeGpp("US-GPC-2", out, "no").text).toBe("DBABLA~CVQVAAAAAACA.YA");
    expect(writeGpp("US-CO", out, "no").text).toBe("DBABJg~BVUAAIA.YA");
  });
});
