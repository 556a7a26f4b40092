import type { Context } from "hono";
import { exportPart } from "../../actions/bulk/export-part.ts";
import { asSubjectId } from "../../core/kernel/ids.ts";
import type { Place, Range } from "../../storage/export.ts";
import type { App } from "../env.ts";
import { FORMATS, KINDS, linesOf } from "../export-lines.ts";
import { openServerCall } from "../open-call.ts";
import { invalid } from "../problem.ts";
import { oneOf } from "../validate.ts";

const MOST = 1_000;
const TYPES = { csv: "text/csv; charset=utf-8; header=present", ndjson: "application/x-ndjson" };

/**
 * GET /v1/exports/{profiles|events}?site=&format=&purpose=&bucket=&after=&limit=: a part of what is stored, by subject id. The
 * header `earnest-next` says after what the next one begins; without it this was the last. Needs the scope `export`.
 */
export async function exportRoute(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "export");
  const kind = oneOf(c.req.param("kind"), "kind", KINDS);
  const format = oneOf(c.req.query("format") ?? "ndjson", "format", FORMATS);
  const after = c.req.query("after") ?? "";
  const range = rangeOf(c.req.query("bucket"), placeOf(after));
  const purpose = purposeOf(c.req.query("purpose"), call.program.purposeIndex);
  const lines = linesOf(call.program, kind, format);
  const part = await exportPart(call, { kind, purpose, range, limit: limitOf(c.req.query("limit")) }, lines.write);
  const headers = new Headers({ "content-type": TYPES[format], "cache-control": "private, no-store", "x-content-type-options": "nosniff" });
  headers.set("earnest-records", String(part.records));
  if (part.next) headers.set("earnest-next", cursorOf(part.next));
  return new Response(`${after === "" ? lines.first : ""}${part.text}`, { headers });
}

function purposeOf(key: string | undefined, purposes: ReadonlyMap<string, number>): number | null {
  if (key === undefined) return null;
  const index = purposes.get(key);
  if (index === undefined) throw invalid("purpose", "declared", "must be a purpose of this program");
  return index;
}

/** All subjects, or those of one of the 256 buckets. */
function rangeOf(text: string | undefined, after: Place): Range {
  if (text === undefined) return { after, below: "sub_g" };
  const bucket = Number(text);
  if (text === "" || !Number.isInteger(bucket) || bucket < 0 || bucket > 255)
    throw invalid("bucket", "range", "must be a whole number from 0 to 255");
  const below = bucket === 255 ? "sub_g" : startOf(bucket + 1);
  return { after: after.subject < startOf(bucket) ? { subject: startOf(bucket), id: "" } : after, below };
}

/** Below every subject id of a bucket, above those of the one before. */
function startOf(bucket: number): string {
  return `sub_${bucket.toString(16).padStart(2, "0")}`;
}

function limitOf(text: string | undefined): number {
  const limit = Number(text ?? MOST);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST) throw invalid("limit", "range", `must be a whole number from 1 to ${MOST}`);
  return limit;
}

/** A cursor is a subject id, and for events a dot and the id of one, percent-encoded. */
function cursorOf({ subject, id }: Place): string {
  return id === "" ? subject : `${subject}.${encodeURIComponent(id)}`;
}

function placeOf(cursor: string): Place {
  if (cursor === "") return { subject: "", id: "" };
  const [subject = "", ...id] = cursor.split(".");
  if (asSubjectId(subject)) {
    try {
      return { subject, id: decodeURIComponent(id.join(".")) };
    } catch {
      // Not percent-encoded: nothing an answer has named.
    }
  }
  throw invalid("after", "cursor", "must be what the header earnest-next of the part before said");
}
