import { GppModel } from "@iabgpp/cmpapi";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeGpp } from "../../../../src/core/consent/signals/gpp.ts";
import { decodeUsSection } from "../../../../src/core/consent/signals/us-sections.ts";

const STATES: readonly (readonly [id: number, name: string])[] = [
  [8, "usca"],
  [9, "usva"],
  [12, "usct"],
  [18, "usia"],
  [21, "usnj"],
  [24, "usmd"],
  [27, "usri"],
];

const flag = fc.constantFrom(0, 1, 2);
const edit = fc.record({ at: fc.nat(), remove: fc.nat({ max: 3 }), insert: fc.constantFrom("", "A", "_", "~", ".", "=", "zz", "é") });

function encode(names: readonly string[], sale: number): GppModel {
  const model = new GppModel();
  for (const name of names) model.setFieldValue(name, "SaleOptOut", sale);
  return model;
}

describe("a damaged GPP string", () => {
  it("never throws", () => {
    const names = fc.subarray(["usnat", ...STATES.map(([, name]) => name)]);
    fc.assert(
      fc.property(names, flag, fc.array(edit, { minLength: 1, maxLength: 4 }), fc.nat(), (of, sale, edits, end) => {
        let text = encode(of, sale).encode();
        for (const { at, remove, insert } of edits) {
          const place = at % (text.length + 1);
          text = text.slice(0, place) + insert + text.slice(place + remove);
        }
        decodeGpp(text);
        decodeGpp(text.slice(0, end % (text.length + 1)));
      }),
    );
  });

  it("never throws, whatever follows the type and the version", () => {
    const char = fc.constantFrom("D", "B", "A", "C", "L", "M", "~", ".", "_", "-", "0", "9");
    fc.assert(fc.property(fc.string({ unit: char }), (text) => void decodeGpp(`DB${text}`)));
  });

  it.each(STATES)("is read without its end only where the end was padding: section %i", (id, name) => {
    fc.assert(
      fc.property(flag, fc.nat(), (sale, cut) => {
        const [core = ""] = encode([name], sale).encodeSection(name).split(".");
        const text = core.slice(0, cut % core.length);
        if (decodeUsSection(id, text) !== null) expect(core.slice(text.length)).toMatch(/^A{1,2}$/);
      }),
    );
  });
});
