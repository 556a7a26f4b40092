import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matcherOf, readPattern } from "../../../src/core/condition/pattern.ts";

describe("a pattern", () => {
  it.each([
    "(a+)+$",
    "(a*)*",
    "(a|a)*b",
    "(a|ab)+c",
    "(?:a{2,})*",
    "((ab)?c)+",
    "(x+x+)+y",
    "(.)\\1",
    "(?=a)b",
    "(?!a)b",
    "(?<=a)b",
    "(?<name>a)",
    "a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaa",
    ".*a.*b.*c.*d",
    "(a",
    "[",
    "x".repeat(201),
  ])("%s is refused with a reason", (source) => {
    expect(readPattern(source)).toMatch(/^must /);
    expect(matcherOf(source, "")("a")).toBe(false);
  });

  it.each([
    ["^/shop/[a-z-]+/shoes$", "/shop/running/shoes", true],
    ["(?:red|blue) shoes", "my blue shoes", true],
    ["^\\d{2,4}$", "123", true],
    ["colou?r", "color", true],
    ["^(www\\.)?shop", "www.shop.example", true],
    ["[|(+*]", "a|b", true],
    ["\\(x\\)+$", "(x))", true],
    ["(ab)+c", "ababc", true],
  ])("%s of %s is %s", (source, text, expected) => {
    expect(typeof readPattern(source)).toBe("object");
    expect(matcherOf(source, "")(text)).toBe(expected);
  });

  it("is tried on no text longer than its worst case allows, and never takes long", () => {
    const source = "^.*x.*y$";
    const pattern = readPattern(source);
    const longest = typeof pattern === "string" ? 0 : pattern.longest;
    expect(longest).toBe(1_000);
    expect(matcherOf(source, "")(`${"x".repeat(longest - 1)}y`)).toBe(true);
    expect(matcherOf(source, "")(`${"x".repeat(longest)}y`)).toBe(false);
  });

  it("matches as the engine does wherever it is allowed", () => {
    const atom = fc.constantFrom("a", "b", ".", "[ab]", "\\w", "(a)", "(?:ba)");
    const piece = fc.tuple(atom, fc.constantFrom("", "?", "{2}")).map((parts) => parts.join(""));
    const pieces = fc.array(piece, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(
        pieces,
        fc.constantFrom("", "^"),
        fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 12 }),
        (body, anchor, text) => {
          const source = anchor + body;
          if (typeof readPattern(source) === "string") return;
          expect(matcherOf(source, "i")(text)).toBe(new RegExp(source, "i").test(text));
        },
      ),
    );
  });
});
