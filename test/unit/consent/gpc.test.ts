import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gpcWellKnown, readGpc, readGpcWellKnown } from "../../../src/core/consent/gpc.ts";
import vectors from "../../vectors/gpc.json" with { type: "json" };

/** What the runtime hands over: all headers of the name, joined. */
function received(values: readonly string[]): string | null {
  const headers = new Headers();
  for (const value of values) headers.append("Sec-GPC", value);
  return headers.get("Sec-GPC");
}

describe("the Sec-GPC header", () => {
  it.each(vectors.header)("$name: $on", ({ headers, on }) => {
    expect(readGpc(received(headers))).toBe(on);
  });

  it("is on exactly when one of the headers is 1", () => {
    const value = fc.constantFrom("1", "0", "", "true", "11", "01", "1;x", "?1", '"1"', "1 1", "-1", "1.0");
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), (values) => {
        expect(readGpc(received(values))).toBe(values.includes("1"));
      }),
    );
  });
});

describe("the GPC support resource", () => {
  it.each(vectors.wellKnown)("$name", ({ name: _, body, ...expected }) => {
    expect(readGpcWellKnown(body, "application/json")).toMatchObject(expected);
  });

  it("is read as we publish it", () => {
    const body = JSON.stringify(gpcWellKnown("2026-11-22"));
    expect(readGpcWellKnown(body, "application/json; charset=utf-8")).toEqual({ support: "yes", lastUpdate: "2026-11-22" });
  });

  it.each([null, "", "text/html", "text/json", "application/jsonp"])("is unknown as %s", (contentType) => {
    expect(readGpcWellKnown('{"gpc":true}', contentType).support).toBe("unknown");
  });

  it.each([
    ["2026-11-22T10:00:00Z", true],
    ["2026-11-22t10:00:00.5+01:00", true],
    ["2028-02-29", true],
    ["2026-02-29", false],
    ["2026-13-01", false],
    ["2026-11-22T10:00Z", false],
    ["2026-11-22T10:00:00", false],
    ["2026-11-22 ", false],
    ["2026-11-22T24:00:00Z", false],
    ["2026-11-22Tx T10:00:00Z", false],
  ])("takes %s for a date: %s", (lastUpdate, valid) => {
    const answer = readGpcWellKnown(JSON.stringify({ gpc: true, lastUpdate }), "application/json");
    expect(answer).toEqual({ support: "yes", lastUpdate: valid ? lastUpdate : "unknown" });
  });

  it("never throws and never says yes without gpc true", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        const { support } = readGpcWellKnown(body, "application/json");
        if (support === "yes") expect(JSON.parse(body).gpc).toBe(true);
      }),
    );
  });
});
