import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { IDENTIFIER_KINDS, readIdentifier } from "../../../src/core/profile/identifier.ts";
import { Peppers } from "../../../src/core/profile/peppers.ts";

const [OLD, NEW] = ["the-old-pepper-of-thirty-two-characters", "the-new-pepper-of-thirty-two-characters"];

describe("an identifier", () => {
  it.each([
    ["email", " Ada.Lovelace+News@Example.ORG ", "ada.lovelace+news@example.org"],
    ["phone", "0047 (22) 33-44 55", "+4722334455"],
    ["card", "fj 12-34 ab", "FJ1234AB"],
    ["user", " Åse ", "Åse"],
    ["device", "6f1c:aa-01_b", "6f1c:aa-01_b"],
    ["partner", "smart-home:abc.1", "smart-home:abc.1"],
  ] as const)("of kind %s is written in one way: %j", (kind, text, value) => {
    expect(readIdentifier(kind, text)).toEqual({ ok: true, value: { kind, value } });
  });

  it.each([
    ["email", "no address"],
    ["email", "a@b"],
    ["email", `a@${"b".repeat(300)}.org`],
    ["phone", "22334455"],
    ["phone", "+0123456789"],
    ["phone", "+1234567890123456"],
    ["card", "12 3"],
    ["user", "   "],
    ["user", "a\u0000b"],
    ["device", "short"],
    ["partner", "no-colon"],
  ] as const)("of kind %s refuses %j with its rule", (kind, text) => {
    expect(readIdentifier(kind, text)).toMatchObject({ ok: false, error: expect.stringMatching(/^must /) });
  });

  it("that was written stays as it is when it is written again", () => {
    fc.assert(
      fc.property(fc.constantFrom(...IDENTIFIER_KINDS), fc.string({ maxLength: 60 }), (kind, text) => {
        const read = readIdentifier(kind, text);
        if (read.ok) expect(readIdentifier(kind, read.value.value)).toEqual(read);
      }),
    );
  });
});

describe("peppers", () => {
  it("give another hash for another controller, kind or value, and keep the bucket when one is added", async () => {
    const [one, both] = [await Peppers.of([OLD]), await Peppers.of([OLD, NEW])];
    const ada = { kind: "email", value: "ada@example.org" } as const;
    const hashed = await one.hash("acme", ada);
    expect(hashed.live).toHaveLength(1);
    for (const other of [await one.hash("other", ada), await one.hash("acme", { kind: "user", value: ada.value })])
      expect(other.live[0]?.hash).not.toBe(hashed.live[0]?.hash);
    const rotated = await both.hash("acme", ada);
    expect(rotated.bucket).toBe(hashed.bucket);
    expect(rotated.live.map(({ generation }) => generation)).toEqual([2, 1]);
    expect(rotated.live[1]).toEqual(hashed.live[0]);
  });

  it("move a stored hash on without the identifier, to the hash the identifier then has", async () => {
    const both = await Peppers.of([OLD, NEW]);
    const [before] = (await (await Peppers.of([OLD])).hash("acme", { kind: "user", value: "7" })).live;
    const [after] = (await both.hash("acme", { kind: "user", value: "7" })).live;
    expect(await both.moveOn(before?.hash ?? "", 1)).toBe(after?.hash);
    expect(await both.moveOn(after?.hash ?? "", 2)).toBe(after?.hash);
  });
});
