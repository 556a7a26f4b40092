import { existsSync, readFileSync } from "node:fs";
import { GppModel } from "@iabgpp/cmpapi";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeUsPrivacy } from "../../../../src/core/consent/signals/us-privacy.ts";
import { ok, refuse } from "../../../../src/core/kernel/result.ts";

const SAID = { Y: true, N: false, "-": null } as const;
const char = fc.constantFrom("Y", "N", "-");

describe("a US Privacy string", () => {
  it.each([
    ["1YNN", { notice: true, optOutSale: false, lspaCovered: false }],
    ["1NYN", { notice: false, optOutSale: true, lspaCovered: false }],
    ["1-Y-", { notice: null, optOutSale: true, lspaCovered: null }],
    ["1---", { notice: null, optOutSale: null, lspaCovered: null }],
  ])("%s is read", (text, value) => {
    expect(decodeUsPrivacy(text)).toEqual(ok(value));
  });

  it.each(["", "1", "1YN", "1YNNN", "2YNN", "1ynn", "1YN ", " 1YNN", "1YN\n", "1Y1N"])("%j is no such string", (text) => {
    expect(decodeUsPrivacy(text)).toEqual(refuse("grammar"));
  });

  it.each(["1Y--", "1--Y", "1N-N"])("%s says that the law applies but not whether the sale is refused", (text) => {
    expect(decodeUsPrivacy(text)).toEqual(refuse("no-answer"));
  });

  it("is read as the official library reads it", () => {
    fc.assert(
      fc.property(char, fc.constantFrom("Y", "N"), char, (notice, sale, lspa) => {
        const model = new GppModel();
        model.setFieldValue("uspv1", "Notice", notice);
        model.setFieldValue("uspv1", "OptOutSale", sale);
        model.setFieldValue("uspv1", "LspaCovered", lspa);
        const value = { notice: SAID[notice], optOutSale: SAID[sale], lspaCovered: SAID[lspa] };
        expect(decodeUsPrivacy(model.encodeSection("uspv1"))).toEqual(ok(value));
      }),
    );
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.string(), (text) => void decodeUsPrivacy(text)));
  });
});

interface Reference {
  readonly s: string;
  readonly applies: boolean;
  readonly notice?: keyof typeof SAID;
  readonly optOutSale?: keyof typeof SAID;
  readonly lspa?: keyof typeof SAID;
}

const file = new URL("../../../../../shared/data/usp/vectors.json", import.meta.url);
const references: readonly Reference[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).vectors : [];

describe.skipIf(references.length === 0)("the specification's strings", () => {
  it.each(references)("$s", ({ s, notice = "-", optOutSale = "-", lspa = "-" }) => {
    expect(decodeUsPrivacy(s)).toEqual(ok({ notice: SAID[notice], optOutSale: SAID[optOutSale], lspaCovered: SAID[lspa] }));
  });
});
