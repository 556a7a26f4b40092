import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LONGEST } from "../../../../src/core/consent/signals/bits.ts";
import { decodeTcf } from "../../../../src/core/consent/signals/tcf.ts";

// A valid string, written with the official library: consent for purposes 1, 5, 6, legitimate interest for 2, 7.
const SAMPLE = "CQft6wAQft6wAAfACBENB4FoAIwAAEIAAAYgAPOAAAAQAAAAhIAUABQAGAAS.IDIQAYAAgMgA.cAAAAAAAAXAA";
const [CORE = "", DISCLOSED = "", PUBLISHER = ""] = SAMPLE.split(".");

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** The sample's core with some of its bits replaced. */
function withBits(at: number, digits: string): string {
  const all = Array.from(CORE, (char) => ALPHABET.indexOf(char).toString(2).padStart(6, "0")).join("");
  const changed = all.slice(0, at) + digits + all.slice(at + digits.length);
  const core = changed.replaceAll(/.{6}/g, (six) => ALPHABET.charAt(Number.parseInt(six, 2)));
  return [core, DISCLOSED, PUBLISHER].join(".");
}

describe("an invalid TC string", () => {
  it.each([
    ["of version 1", withBits(0, "000001"), { kind: "version", version: 1 }],
    ["of version 3", withBits(0, "000011"), { kind: "version", version: 3 }],
    ["of policy version 3", withBits(132, "000011"), { kind: "policy", version: 3 }],
    ["for several services", withBits(138, "0"), { kind: "not-service-specific" }],
    ["without the disclosed vendors", `${CORE}.${PUBLISHER}`, { kind: "no-disclosed-vendors" }],
    ["of the core alone", CORE, { kind: "no-disclosed-vendors" }],
    ["with a language that is none", withBits(108, "111111"), { kind: "malformed" }],
    ["with the disclosed vendors twice", `${SAMPLE}.${DISCLOSED}`, { kind: "malformed" }],
    ["with a second core", `${SAMPLE}.${CORE}`, { kind: "malformed" }],
    ["with an empty segment", `${SAMPLE}.`, { kind: "malformed" }],
    ["in another alphabet", SAMPLE.replace("A", "+"), { kind: "malformed" }],
    ["that is empty", "", { kind: "malformed" }],
    ["that is too long", `${SAMPLE}.${"Q".repeat(LONGEST)}`, { kind: "malformed" }],
    ["cut short in the disclosed vendors", `${CORE}.${DISCLOSED.slice(0, 3)}`, { kind: "malformed" }],
  ])("%s is refused", (_, text, error) => {
    expect(decodeTcf(text)).toEqual({ ok: false, error });
  });

  // The bits of legitimate interest start at 176 of the core.
  it.each([3, 4, 5, 6])("with legitimate interest for purpose %i is refused", (purpose) => {
    expect(decodeTcf(withBits(175 + purpose, "1"))).toEqual({ ok: false, error: { kind: "legitimate-interest", purpose } });
  });

  it("is every string cut short by more than its padding", () => {
    for (let end = 0; end < CORE.length - 3; end += 1) expect(decodeTcf(`${CORE.slice(0, end)}.${DISCLOSED}`).ok).toBe(false);
  });

  it("never throws, whatever the text", () => {
    fc.assert(fc.property(fc.stringMatching(/^[\w.-]{0,300}$/), (text) => void decodeTcf(`C${text}`)));
  });
});
