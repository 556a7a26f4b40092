import type { RecordFault } from "../core/profile/record-fields.ts";
import { fromUtf8 } from "../core/kernel/bytes.ts";
import { ok, refuse, type Result } from "../core/kernel/result.ts";
import { readCsv } from "./csv.ts";
import { invalid, Problem } from "./problem.ts";

/** A part of a file is at most this large: it is held whole, and so an import of any length needs no more memory. */
const MOST_BYTES = 5 * 1024 * 1024;

type Fields = { readonly [field: string]: unknown };
export type Records = Iterable<Result<Fields, RecordFault>>;

/** Reads a part of at most 5 MB; CSV (RFC 4180, its first line names the fields) or NDJSON, one object a line. */
export async function readPartBody(request: Request): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly records: Records }> {
  const { bytes, text } = await readPart(request);
  const [type = ""] = (request.headers.get("content-type") ?? "").split(";");
  if (type === "text/csv") return { bytes, records: csvRecords(text) };
  if (type === "application/x-ndjson") return { bytes, records: ndjsonRecords(text) };
  throw invalid("content-type", "format", "must be text/csv or application/x-ndjson");
}

async function readPart(request: Request): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly text: string }> {
  if (Number(request.headers.get("content-length") ?? 0) > MOST_BYTES) throw tooLarge();
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.length > MOST_BYTES) throw tooLarge();
  const text = fromUtf8(bytes);
  if (text === null) throw invalid("(body)", "utf-8", "must be UTF-8");
  return { bytes, text };
}

function tooLarge(): Problem {
  return new Problem("too-large", [{ field: "(body)", rule: "size", detail: `must be at most ${MOST_BYTES} bytes` }]);
}

function* csvRecords(text: string): Generator<Result<Fields, RecordFault>> {
  for (const { fields, fault } of readCsv(text.replace(/^\uFEFF/, "")))
    yield fault === null ? ok(fields) : refuse({ field: "(record)", rule: "csv", detail: fault });
}

function* ndjsonRecords(text: string): Generator<Result<Fields, RecordFault>> {
  for (const line of text.split("\n")) if (line.trim() !== "") yield objectIn(line);
}

/** Groups of fields that may also be written with a dot. */
const GROUPS = ["attributes", "fields"];

/** `{"attributes": {"size": 42}}` and `{"attributes.size": 42}` are the same record. */
function objectIn(line: string): Result<Fields, RecordFault> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("not an object");
    return ok(Object.fromEntries(Object.entries(value).flatMap(([key, item]) => flat(key, item))));
  } catch {
    return refuse({ field: "(record)", rule: "json", detail: "must be a JSON object on one line" });
  }
}

function flat(key: string, item: unknown): readonly (readonly [string, unknown])[] {
  if (!GROUPS.includes(key) || typeof item !== "object" || item === null) return [[key, item]];
  return Object.entries(item).map(([name, value]) => [`${key}.${name}`, value as unknown]);
}
