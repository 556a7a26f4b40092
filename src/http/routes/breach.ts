import type { Context } from "hono";
import { listAffected } from "../../actions/breach/list-affected.ts";
import type { Call } from "../../actions/call.ts";
import { asSubjectId } from "../../core/kernel/ids.ts";
import { databaseNames } from "../../storage/bindings.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openServerCall } from "../open-call.ts";
import { invalid } from "../problem.ts";
import { listAt, objectAt, readJson, textAt, wholeAt, type Fields } from "../validate.ts";

const MOST = 1_000;
const FIELDS = ["attributes", "events", "bindings", "bucket", "from", "until", "after", "limit"];

/** POST /v1/breach: a page of who is affected by a breach, and how they can be told. Needs the scope `breach`. */
export async function breachRoute(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "breach");
  const fields = objectAt(await readJson(c.req.raw), "", FIELDS);
  const [from, until] = [instantAt(fields["from"], "from", 0), instantAt(fields["until"], "until", call.now + 1)];
  if (from >= until) throw invalid("until", "order", "must be later than from");
  return answer(
    c,
    await listAffected(call, {
      attributes: namesAt(fields["attributes"], "attributes", call.program.attributeIndex),
      events: namesAt(fields["events"], "events", call.program.events),
      bindings: bindingsAt(call, fields["bindings"]),
      from,
      until,
      range: rangeAt(fields),
      limit: fields["limit"] === undefined ? MOST : wholeAt(fields["limit"], "limit", 1, MOST),
    }),
  );
}

function namesAt(value: unknown, field: string, known: ReadonlyMap<string, unknown>): readonly string[] {
  if (value === undefined) return [];
  return listAt(value, field, 500).map((item, at) => {
    const name = textAt(item, `${field}.${at}`, 200);
    if (!known.has(name)) throw invalid(`${field}.${at}`, "declared", "must be declared by this program");
    return name;
  });
}

function bindingsAt(call: Call, value: unknown): readonly string[] | null {
  if (value === undefined) return null;
  const known = databaseNames(call.platform.env);
  return listAt(value, "bindings", 100).map((item, at) => {
    const name = textAt(item, `bindings.${at}`, 20);
    if (!known.includes(name)) throw invalid(`bindings.${at}`, "bound", "must be the name of a database");
    return name;
  });
}

/** All subjects, or those of one of the 256 buckets, after an id. */
function rangeAt(fields: Fields): { readonly after: string; readonly below: string } {
  const after = fields["after"] === undefined ? "" : textAt(fields["after"], "after", 64);
  if (after !== "" && !asSubjectId(after)) throw invalid("after", "subject-id", "must be what `next` of the page before said");
  if (fields["bucket"] === undefined) return { after, below: "sub_g" };
  const bucket = wholeAt(fields["bucket"], "bucket", 0, 255);
  const start = startOf(bucket);
  return { after: after < start ? start : after, below: bucket === 255 ? "sub_g" : startOf(bucket + 1) };
}

/** Below every subject id of a bucket, above those of the one before. */
function startOf(bucket: number): string {
  return `sub_${bucket.toString(16).padStart(2, "0")}`;
}

function instantAt(value: unknown, field: string, otherwise: number): number {
  if (value === undefined) return otherwise;
  const at = Date.parse(textAt(value, field, 40));
  if (Number.isNaN(at)) throw invalid(field, "date-time", "must be an RFC 3339 date and time");
  return at;
}
