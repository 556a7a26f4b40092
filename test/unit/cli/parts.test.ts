import fc from "fast-check";
import { parse } from "papaparse";
import { describe, expect, it } from "vitest";
import { linePartsOf } from "../../../src/cli/data/line-parts.ts";
import { partsOf, type Part } from "../../../src/cli/data/parts.ts";
import { readCsv } from "../../../src/http/csv.ts";

async function* inChunks(text: string, size: number): AsyncGenerator<Buffer<ArrayBuffer>> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield Buffer.from(bytes.subarray(at, at + size));
}

async function all(parts: AsyncIterable<Pick<Part, "body">>): Promise<readonly string[]> {
  const texts = [];
  for await (const { body } of parts) texts.push(body.toString());
  return texts;
}

const cell = fc.string({ unit: fc.constantFrom("a", "ü", '"', ",", ";", "\n", "\r\n", " "), maxLength: 12 });
/** A quote within a field that is not quoted is a quote like any letter. */
const bare = fc.string({ unit: fc.constantFrom("a", '"', " "), maxLength: 6 }).map((text) => `x${text}`);
const written = fc.oneof(
  cell.map((text) => `"${text.replaceAll('"', '""')}"`),
  bare,
);

describe("a file is cut into parts", () => {
  it("between its records, with the names in each, wherever its chunks end", async () => {
    const rows = fc.array(fc.tuple(written, written), { minLength: 1, maxLength: 30 });
    const delimiters = fc.constantFrom(",", ";");
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 50 }), delimiters, fc.boolean(), async (cells, size, delimiter, isEnded) => {
        const names = ["one", "two"].join(delimiter);
        const text = `${names}\n${cells.map((row) => row.join(delimiter)).join("\n")}${isEnded ? "\n" : ""}`;
        const parts = await all(partsOf(inChunks(text, size), "csv", 80));
        const read = (part: string): readonly unknown[] => parse(part, { header: true, skipEmptyLines: true, delimiter }).data;
        expect(parts.flatMap(read)).toEqual(read(text));
        expect([...readCsv(text)].map(({ fields }) => fields)).toEqual(read(text));
        for (const part of parts) expect(part.startsWith(`${names}\n`)).toBe(true);
        expect(await all(partsOf(inChunks(text, size + 7), "csv", 80))).toEqual(parts);
      }),
    );
  });

  it("of which only one that holds a single record is larger than a part may be", async () => {
    const lines = Array.from({ length: 500 }, (_, at) => JSON.stringify({ at, text: "é".repeat(at % 40) }));
    const parts = await all(partsOf(inChunks(lines.join("\n"), 64), "ndjson", 400));
    expect(parts.join("").split("\n")).toEqual(lines);
    for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(400);
  });

  it("is refused where a quote is never closed, and not held to its end", async () => {
    let read = 0;
    async function* endless(): AsyncGenerator<Buffer<ArrayBuffer>> {
      for (; read < 1_000; read++) yield Buffer.from(read === 0 ? 'a\n"' : "x".repeat(100));
    }
    await expect(all(partsOf(endless(), "csv", 1_000))).rejects.toThrow("a quote is never closed");
    expect(read).toBeLessThan(20);
  });

  it("of which no more is held than one part and one chunk, of 100,000 records as of 10,000", async () => {
    const [few, many] = [await mostHeld(10_000), await mostHeld(100_000)];
    expect(many.read).toBeGreaterThan(9 * few.read);
    for (const { held } of [few, many]) expect(held).toBeLessThanOrEqual(PART + many.chunk);
    expect(many.held).toBeLessThanOrEqual(few.held + many.chunk);
  });

  it("between its lines, all of which are counted, wherever its chunks end", async () => {
    const text = "one\r\n\ntwo\nthree\nünf";
    for (let size = 1; size < 30; size++) {
      const parts = [];
      for await (const { body, lines } of linePartsOf(inChunks(text, size), 9)) parts.push([body.toString(), lines]);
      expect(parts).toEqual([
        ["one\r\n\n", 2],
        ["two\n", 1],
        ["three\n", 1],
        ["ünf", 0],
      ]);
    }
    await expect(all(linePartsOf(inChunks(text, 3), 3))).rejects.toThrow("too large");
  });
});

const PART = 64 * 1024;

/** How many bytes of a file of so many records were read, and how many at most were read and had not left in a part. */
async function mostHeld(records: number): Promise<{ readonly read: number; readonly held: number; readonly chunk: number }> {
  let [read, held, chunk, left] = [0, 0, 0, 0];
  async function* chunks(): AsyncGenerator<Buffer<ArrayBuffer>> {
    for (let at = 0; at < records; at += 100) {
      const lines = Array.from({ length: 100 }, (_, index) => `person-${at + index}@example.org,42,${"x".repeat(50)}\n`);
      const bytes = Buffer.from(`${at === 0 ? NAMES : ""}${lines.join("")}`);
      read += bytes.length;
      [held, chunk] = [Math.max(held, read - left), Math.max(chunk, bytes.length)];
      yield bytes;
    }
  }
  for await (const { number, body } of partsOf(chunks(), "csv", PART)) left += body.length - (number === 1 ? 0 : NAMES.length);
  expect(left).toBe(read);
  return { read, held, chunk };
}

const NAMES = "email,attributes.shoeSize,attributes.account\n";

describe("CSV is read", () => {
  it.each([
    ["a quote that is not closed", 'a,b\n1,"2', "must end with one"],
    ["something after a closed quote", 'a,b\n1,"2"3\n4,5', "must end with one"],
    ["a cell too few", "a;b\n1", "must be 2 cells and is 1"],
    ["a cell too many", "a\tb\n1\t2\t3", "must be 2 cells and is 3"],
  ])("but for a record with %s", (_, text, fault) => {
    expect([...readCsv(text)][0]).toEqual({ fields: null, fault: expect.stringContaining(fault) });
  });

  it("with any end of lines, without the empty ones, and with a name that comes twice as two", () => {
    const fields = (text: string) => [...readCsv(text)].map((record) => record.fields);
    for (const end of ["\n", "\r\n", "\r"])
      expect(fields(["a,b", "1,2", "", "3,4", ""].join(end))).toEqual([
        { a: "1", b: "2" },
        { a: "3", b: "4" },
      ]);
    expect(fields("a,a\n1,2")).toEqual([{ a: "1", a_1: "2" }]);
    expect(fields('a\n""\n')).toEqual([{ a: "" }]);
    expect(fields("a,b\n,")).toEqual([{ a: "", b: "" }]);
    expect(fields("")).toEqual([]);
  });
});
