import type { Context } from "hono";
import { exportPart } from "../../actions/bulk/export-part.ts";
import { asSubjectId } from "../../core/kernel/ids.ts";
import type { Place } from "../../storage/export.ts";
import type { App } from "../env.ts";
import { FORMATS, KINDS, linesOf } from "../export-lines.ts";
import { openServerCall } from "../open-call.ts";
import { invalid } from "../problem.ts";
import { oneOf } from "../validate.ts";

const MOST = 1_000;
const TYPES = { csv: "text/csv; charset=utf-8; header=present", ndjson: "application/x-ndjson" };

/**
 * GET /v1/exports/{profiles|events}?site=&format=&purpose=&after=&limit=: a part of what is stored, by subject id. The
 * header `earnest-next` says after what the next one begins; without it this was the last. Needs the scope `export`.
 */
export async function exportRoute(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "export");
  const kind = oneOf(c.req.param("kind"), "kind", KINDS);
  const format = oneOf(c.req.query("format") ?? "ndjson", "format", FORMATS);
  const after = placeOf(c.req.query("after") ?? "");
  const purpose = purposeOf(c.req.query("purpose"), call.program.purposeIndex);
  const lines = linesOf(call.program, kind, format);
  const part = await exportPart(call, { kind, purpose, after, limit: limitOf(c.req.query("limit")) }, lines.write);
  const headers = new Headers({ "content-type": TYPES[format], "cache-control": "private, no-store", "x-content-type-options": "nosniff" });
  headers.set("earnest-records", String(part.records));
  if (part.next) headers.set("earnest-next", cursorOf(part.next));
  return new Response(`${after.subject === "" ? lines.first : ""}${part.text}`, { headers });
}

function purposeOf(key: string | undefined, purposes: ReadonlyMap<string, number>): number | null {
  if (key === undefined) return null;
  const index = purposes.get(key);
  if (index === undefined) throw invalid("purpose", "declared", "must be a purpose of this program");
  return index;
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
