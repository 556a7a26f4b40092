import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBase64Url, fromUtf8, sha256Hex, toBase64Url, toHex, utf8 } from "../../../src/core/kernel/bytes.ts";
import { canonical } from "../../../src/core/kernel/canonical.ts";
import { asReceiptId, asSubjectId, bucketOf, receiptId, subjectId } from "../../../src/core/kernel/ids.ts";
import { addDuration, DAY, dayOf, HOUR, isDuration } from "../../../src/core/kernel/instant.ts";

describe("canonical JSON", () => {
  it("reads back as the same document", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("does not depend on the order of keys", () => {
    const entries = fc.uniqueArray(fc.tuple(fc.string(), fc.jsonValue()), { selector: ([key]) => key });
    fc.assert(
      fc.property(entries, entries, (outer, inner) => {
        const forward = Object.fromEntries([...outer, ["nested", Object.fromEntries(inner)]]);
        const backward = Object.fromEntries([
          ["nested", Object.fromEntries(inner.toReversed())],
          ...outer.filter(([key]) => key !== "nested").toReversed(),
        ]);
        expect(canonical(backward)).toBe(canonical(forward));
      }),
    );
  });

  it("is a fixed point: what was canonical stays so", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonical(value);
        expect(canonical(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it("writes numbers, strings and literals as RFC 8785 asks", () => {
    const value = {
      numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 1e-27, -0],
      string: '\u20ac$\u000f\u000aA\'B"\\\\"/',
      literals: [null, true, false],
    };
    expect(canonical(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it("sorts keys by UTF-16 code units, also where engines put integers first", () => {
    const keys = ["\u20ac", "\r", "\ufb33", "1", "\ud83d\ude00", "\u0080", "\u00f6", "10", "9"];
    const sorted = ["\r", "1", "10", "9", "\u0080", "\u00f6", "\u20ac", "\ud83d\ude00", "\ufb33"];
    expect(canonical(Object.fromEntries(keys.map((key) => [key, 0])))).toBe(
      `{${sorted.map((key) => `${JSON.stringify(key)}:0`).join(",")}}`,
    );
  });

  it("leaves out members that are undefined", () => {
    expect(canonical({ b: undefined, a: [undefined, 1] })).toBe('{"a":[null,1]}');
  });
});

describe("a duration", () => {
  function after(from: string, duration: string): string {
    return dayOf(addDuration(Date.parse(`${from}T12:00:00Z`), duration));
  }

  it.each([
    ["2026-08-31", "P6M", "2027-02-28"],
    ["2027-08-31", "P6M", "2028-02-29"],
    ["2026-11-22", "P12M", "2027-11-22"],
    ["2028-02-29", "P12M", "2029-02-28"],
    ["2028-02-29", "P1Y", "2029-02-28"],
    ["2028-02-29", "P4Y", "2032-02-29"],
    ["2028-02-28", "P1D", "2028-02-29"],
    ["2026-12-31", "P1M", "2027-01-31"],
    ["2026-12-31", "P24M", "2028-12-31"],
    ["2026-11-22", "P2W", "2026-12-06"],
    ["2026-01-31", "P1M1D", "2026-03-01"],
  ])("after %s, %s ends on %s", (from, duration, to) => {
    expect(after(from, duration)).toBe(to);
  });

  it("keeps the time of day", () => {
    const from = Date.parse("2026-08-31T23:59:59.999Z");
    expect(new Date(addDuration(from, "P6M")).toISOString()).toBe("2027-02-28T23:59:59.999Z");
    expect(addDuration(from, "P1DT2H") - from).toBe(DAY + 2 * HOUR);
  });

  it("never shortens, and months land on the same day or the last of the month", () => {
    const from = fc.date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(from, fc.integer({ min: 1, max: 48 }), (date, months) => {
        const end = new Date(addDuration(date.getTime(), `P${months}M`));
        const span = (end.getUTCFullYear() - date.getUTCFullYear()) * 12 + end.getUTCMonth() - date.getUTCMonth();
        expect(span).toBe(months);
        const nextDay = new Date(end.getTime() + DAY);
        expect(end.getUTCDate() === date.getUTCDate() || nextDay.getUTCDate() === 1).toBe(true);
      }),
    );
  });

  it("is told from what is none", () => {
    for (const text of ["P6M", "P30D", "PT5M", "P1Y2M3W4DT5H6M7S"]) expect(isDuration(text), text).toBe(true);
    for (const text of ["", "P", "PT", "P1DT", "6M", "P-1M", "P1.5M", "p6m", "P6M ", "P1D2M"]) expect(isDuration(text), text).toBe(false);
    expect(addDuration(0, "6 months")).toBeNaN();
  });
});

describe("bytes", () => {
  it("come back from base64url, which has no padding and no + or /", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const text = toBase64Url(bytes);
        expect(text).toMatch(/^[A-Za-z0-9_-]*$/);
        expect(text).toBe(Buffer.from(bytes).toString("base64url"));
        expect(fromBase64Url(text)).toEqual(new Uint8Array(bytes));
      }),
    );
  });

  it("are refused when the text is not base64url", () => {
    for (const text of ["A", "AAAAA", "A*AA", "é"]) expect(fromBase64Url(text), text).toBeNull();
  });

  it("come back from UTF-8, which is refused when broken", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(fromUtf8(utf8(text))).toBe(text);
      }),
    );
    expect(fromUtf8(new Uint8Array([0xc3, 0x28]))).toBeNull();
  });

  it("hash to lower-case hex", async () => {
    expect(await sha256Hex("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});

describe("an id", () => {
  const random = fc.uint8Array({ minLength: 16, maxLength: 16 });

  it("is read as what it was made as, and as nothing else", () => {
    fc.assert(
      fc.property(random, (bytes) => {
        const subject = subjectId(bytes);
        const receipt = receiptId(bytes);
        expect(asSubjectId(subject)).toBe(subject);
        expect(asReceiptId(receipt)).toBe(receipt);
        expect(asSubjectId(receipt)).toBeNull();
        expect(asReceiptId(subject)).toBeNull();
        expect(subject).toBe(`sub_${toHex(bytes)}`);
      }),
    );
  });

  it("is refused when malformed", () => {
    const good = `sub_${"a".repeat(32)}`;
    for (const text of ["", "sub_", good.toUpperCase(), `${good}a`, good.slice(0, -1), ` ${good}`, `${good}\n`, `sub_${"g".repeat(32)}`]) {
      expect(asSubjectId(text), JSON.stringify(text)).toBeNull();
    }
  });

  it("lies in the bucket of its first random byte", () => {
    fc.assert(
      fc.property(random, (bytes) => {
        expect(bucketOf(subjectId(bytes))).toBe(bytes[0]);
        expect(bucketOf(receiptId(bytes))).toBe(bytes[0]);
      }),
    );
  });
});
