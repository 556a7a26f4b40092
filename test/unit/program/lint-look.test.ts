import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contrastOf, mixed } from "../../../src/core/program/contrast.ts";
import { INK_IN, lintLooks } from "../../../src/core/program/lint-look.ts";
import { lookSheet } from "../../../src/core/program/look-sheet.ts";
import { lookSchema, type Look } from "../../../src/core/program/schema-look.ts";
import { programSchema } from "../../../src/core/program/schema.ts";
import { testProgram } from "../../support/program.ts";

const LIGHT = { paper: "#fbf7ef", ink: "#1c2925", accent: "#1f4d3f" };
const DARK = { paper: "#121a17", ink: "#f1efe6", accent: "#b5dcc3" };
const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, "0")}`);

/** What is found of the test brand when its first site looks so. */
function found(look: Look): readonly string[] {
  const [site, ...others] = testProgram()["sites"] as object[];
  const program = programSchema().parse(testProgram({ sites: [{ ...site, look }, ...others] }));
  return lintLooks(program).map(({ code, path, remedy }) => `${code} ${path} ${/ (\d+\.\d+:1)/.exec(remedy)?.[1]}`);
}

describe("the contrast of two colours", () => {
  it.each([
    ["#000000", "#ffffff", 21],
    ["#777777", "#ffffff", 4.48],
    ["#767676", "#ffffff", 4.54],
    ["#ff0000", "#ffffff", 4],
    ["#0000ff", "#ffffff", 8.59],
    ["#949494", "#ffffff", 3.03],
  ] as const)("%s on %s is %s:1", (one, other, ratio) => expect(contrastOf(one, other)).toBeCloseTo(ratio, 2));

  it("is the same both ways, and 1 to 21", () =>
    fc.assert(
      fc.property(colour, colour, (one, other) => {
        const ratio = contrastOf(one, other);
        expect(ratio).toBe(contrastOf(other, one));
        expect(ratio >= 1 && ratio <= 21.001).toBe(true);
        expect([mixed(one, 1, other), mixed(one, 0, other)]).toEqual([one, other]);
      }),
    ));
});

describe("the look of a site", () => {
  it("is let through where all of it can be read, light and dark", () => {
    expect(found({ light: LIGHT, dark: DARK })).toEqual([]);
    expect(found({ light: LIGHT })).toEqual([]);
  });

  it("is refused in the scheme where text, links or edges cannot be seen", () => {
    expect(found({ light: { ...LIGHT, ink: "#6b6b6b" } })).toEqual([
      "E160 sites.0.look.light.ink 2.84:1",
      "E162 sites.0.look.light.ink 2.21:1",
    ]);
    expect(found({ light: LIGHT, dark: { ...DARK, accent: "#1f4d3f" } })).toEqual(["E161 sites.0.look.dark.accent 1.63:1"]);
  });

  it("can carry nothing but what it is: no other property, host or end of a rule", () => {
    const parsed = (more: object) => lookSchema().safeParse({ light: LIGHT, ...more }).success;
    for (const font of ["Georgia", '"Iowan Old Style", Georgia,serif', "-apple-system"]) expect(parsed({ font }), font).toBe(true);
    for (const font of ['x"', "a;b:c", "a}b{", "url(x)", "a,", "/*"]) expect(parsed({ font }), font).toBe(false);
    for (const src of ["//evil.example/x", "https://evil.example/x", "logo.svg", "/x?y", '/x"'])
      expect(parsed({ logo: { src } }), src).toBe(false);
    expect(parsed({ logo: { src: "/art/mark.svg" } })).toBe(true);
    expect(parsed({ light: { ...LIGHT, ink: "red" } })).toBe(false);
    expect(parsed({ radius: 33 })).toBe(false);
  });

  it("becomes the properties that pages and tag read; a brand without a dark scheme stays light", () => {
    expect(lookSheet({ light: LIGHT, dark: DARK, font: "Georgia, serif", radius: 0 })).toBe(
      ":root{--earnest-bg:#fbf7ef;--earnest-fg:#1c2925;--earnest-accent:#1f4d3f;--earnest-font:Georgia, serif;--earnest-radius:0px}" +
        "@media (prefers-color-scheme:dark){:root{--earnest-bg:#121a17;--earnest-fg:#f1efe6;--earnest-accent:#b5dcc3}}",
    );
    expect(lookSheet({ light: LIGHT })).toContain("--earnest-scheme:light}");
  });

  it("is judged by the mixtures that the pages really make", () => {
    const sheet = readFileSync(new URL("../../../src/pages/centre/assets/centre.css", import.meta.url), "utf8");
    const shares = [...sheet.matchAll(/(?:--(\w+):|border: 1px solid) color-mix\(in srgb, var\(--fg\) (\d+)%, var\(--bg\)\)/g)];
    const mixtures = Object.fromEntries(shares.map(([, name = "field", share]) => [name, Number(share) / 100]));
    expect(mixtures).toEqual({ ...INK_IN, line: expect.any(Number) });
  });
});
