import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resolveMode, resolveRule, ruleById } from "../../../src/core/consent/resolve-rule.ts";
import { RULES } from "../../../src/core/consent/rules-table.ts";
import type { ModeEntry } from "../../../src/core/consent/rules.ts";
import { MODES, PURPOSE_CLASSES } from "../../../src/core/program/purpose.ts";

const LETTERS = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
const pair = fc.tuple(fc.constantFrom(...LETTERS), fc.constantFrom(...LETTERS)).map((two) => two.join(""));
const listed = [...new Set(RULES.flatMap((rule) => rule.countries))];
const country = fc.oneof(fc.constantFrom(...listed), pair);

function idAt(code: string | null, region: string | null = null): string {
  return resolveRule({ country: code, region }).id;
}

function strictness(mode: ModeEntry): number {
  return MODES.indexOf(resolveMode(mode, []));
}

describe("the row of a place", () => {
  it("is exactly one of the table, for any text", () => {
    const text = fc.option(fc.oneof(fc.string(), pair, country));
    fc.assert(
      fc.property(text, text, (of, region) => {
        expect(RULES).toContain(resolveRule({ country: of, region }));
      }),
    );
  });

  it("is the region's, else that of the country with the fewest companions, else DEFAULT", () => {
    fc.assert(
      fc.property(country, pair, (of, region) => {
        const byRegion = RULES.find((rule) => rule.regions.includes(`${of}-${region}`));
        const byCountry = RULES.filter((rule) => rule.countries.includes(of))
          .toSorted((a, b) => a.countries.length - b.countries.length)
          .at(0);
        expect(idAt(of, region)).toBe((byRegion ?? byCountry)?.id ?? "DEFAULT");
      }),
    );
  });

  it("does not depend on case or on how the region is written", () => {
    fc.assert(
      fc.property(country, pair, (of, region) => {
        const expected = idAt(of, region);
        expect(idAt(of.toLowerCase(), region.toLowerCase())).toBe(expected);
        expect(idAt(of, `${of}-${region}`)).toBe(expected);
        expect(idAt(of, `${of}-${region}`.toLowerCase())).toBe(expected);
      }),
    );
  });

  it.each([null, "", "T1", "XX", "unknown", "*", "ZZ", "GG", "constructor"])("is DEFAULT for country %s", (of) => {
    expect(idAt(of)).toBe("DEFAULT");
    expect(idAt(of, "CA")).toBe("DEFAULT");
  });

  it.each(["FR", "IT", "ES", "GF", "GP", "MQ", "MF", "RE", "YT"])("is the country's own rather than the EEA's for %s", (of) => {
    expect(ruleById("EEA")?.countries).toContain(of);
    expect(idAt(of)).toBe(["IT", "ES"].includes(of) ? of : "FR");
  });

  it.each([
    ["US", "CA", "US-CA"],
    ["us", "us-co", "US-CO"],
    ["US", "OR", "US-GPC-2"],
    ["US", "TX", "US-GPC-3"],
    ["US", "VA", "US-OTHER-LAW"],
    ["US", "NY", "US-REST"],
    ["CA", "QC", "CA-QC"],
    ["CA", "CA-ON", "CA"],
    ["DE", "BY", "EEA"],
    ["AX", null, "EEA"],
    ["IN", "CA", "IN"],
  ])("in %s, region %s, is %s", (of, region, id) => {
    expect(idAt(of, region)).toBe(id);
  });
});

describe("a region that is not known", () => {
  const unknown = fc.oneof(
    fc.constantFrom(null, "", "10", "Quebec", "QC1", "FR-QC", "US-", "CA-", "-QC", "USA-CA", "US-CALIFORNIA"),
    fc.string().filter((text) => !/^(?:(?:us|ca)-)?[a-z]{2}$/i.test(text)),
  );

  it("leaves an American with US-REST, who is never asked to opt in to personalization", () => {
    fc.assert(
      fc.property(unknown, (region) => {
        expect(idAt("US", region)).toBe("US-REST");
      }),
    );
    expect(ruleById("US-REST")?.modes.personalization).toBe("opt-out");
  });

  it("gives any other country with region rows its strictest row", () => {
    const others = new Set(RULES.flatMap((rule) => rule.regions.map((region) => region.slice(0, 2)))).difference(new Set(["US"]));
    expect([...others]).toEqual(["CA"]);
    for (const of of others) {
      const strictest = resolveRule({ country: of, region: null });
      const candidates = RULES.filter((rule) => rule.countries.includes(of) || rule.regions.some((region) => region.startsWith(`${of}-`)));
      for (const rule of candidates)
        for (const name of PURPOSE_CLASSES) expect(strictness(strictest.modes[name])).toBeGreaterThanOrEqual(strictness(rule.modes[name]));
      fc.assert(
        fc.property(unknown, (region) => {
          expect(resolveRule({ country: of, region })).toBe(strictest);
        }),
      );
    }
  });

  it("does not matter elsewhere", () => {
    fc.assert(
      fc.property(
        country.filter((of) => of !== "US" && of !== "CA"),
        unknown,
        (of, region) => {
          expect(idAt(of, region)).toBe(idAt(of));
        },
      ),
    );
  });
});
