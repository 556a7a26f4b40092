import { Hono, type Context } from "hono";
import type { Call } from "../../actions/call.ts";
import { exportSubject } from "../../actions/rights/export-subject.ts";
import { standingOf } from "../../actions/identity/prove.ts";
import { fileOwnRequest } from "../../actions/rights/file-own-request.ts";
import { fileRequest } from "../../actions/rights/file-request.ts";
import { readDeskRequest, readQueue } from "../../actions/rights/read-requests.ts";
import { stepRequest, type Stepping, type SteppingRefusal } from "../../actions/rights/step-request.ts";
import { REFUSAL_BASES } from "../../core/rights/request.ts";
import { answer } from "../answer.ts";
import { bearerOf } from "../credentials.ts";
import type { App } from "../env.ts";
import { EXPORT_FORMATS, exportResponse } from "../export-stream.ts";
import { readFiling, readOwnFiling } from "../filing.ts";
import { onceOf, reusedKey } from "../once.ts";
import { openServerCall } from "../open-call.ts";
import { invalid, Problem } from "../problem.ts";
import { openPerson } from "../person.ts";
import { requestForDesk, requestInFull, requestInWords } from "../request-words.ts";
import { subjectRefAt } from "../subject-ref.ts";
import { objectAt, oneOf, optionalTextAt, readJson, textAt, wholeAt, type Fields } from "../validate.ts";

const SCOPE = "requests";
const MOST = 200;

/** /v1/requests: what people ask for of their rights, and what a desk does about it, with the scope `requests`. */
export const requestRoutes = new Hono<App>()
  .post("/", (c) => (bearerOf(c.req.raw.headers).startsWith("sk_") ? file(c) : fileOwn(c)))
  .get("/", (c) => queue(c))
  .get("/:id", async (c) => {
    const call = await openServerCall(c, SCOPE);
    const found = await readDeskRequest(call, c.req.param("id"));
    if (!found) throw unknown();
    return answer(c, requestInFull(call, found));
  })
  .post("/:id/export", (c) => exportFor(c))
  .post("/:id/acknowledge", (c) => take(c, [], () => ({ kind: "acknowledge" })))
  .post("/:id/verify", (c) => take(c, ["subject"], ({ subject }) => ({ kind: "verify", named: whoAt(subject) })))
  .post("/:id/extend", (c) => take(c, [], () => ({ kind: "extend" })))
  .post("/:id/answer", (c) => take(c, [], () => ({ kind: "answer" })))
  .post("/:id/refuse", (c) => take(c, ["basis"], ({ basis }) => ({ kind: "refuse", basis: oneOf(basis, "basis", REFUSAL_BASES) })))
  .post("/:id/cancel", (c) => take(c, [], () => ({ kind: "cancel" })));

async function file(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, SCOPE);
  const filed = await fileRequest(call, readFiling(call, await readJson(c.req.raw), onceOf(c.req.raw.headers, 8)));
  if (!filed.ok) throw filed.error === "reused" ? reusedKey() : problemOf(filed.error);
  return answer(c, requestForDesk(call, filed.value), 201);
}

/** A person's own: of whoever signed in, or by an address that is looked up by nobody but the desk. */
async function fileOwn(c: Context<App>): Promise<Response> {
  const { call, visitor, proof } = await openPerson(c);
  const standing = await standingOf(call, visitor, proof);
  const own = standing === "proven" || standing === "device" ? (visitor.pass?.subject ?? null) : null;
  const filed = await fileOwnRequest(call, visitor, readOwnFiling(call, await readJson(c.req.raw), onceOf(c.req.raw.headers, 16), own));
  if (!filed.ok) throw filed.error === "reused" ? reusedKey() : problemOf(filed.error);
  return answer(c, requestInWords(call, filed.value.request), 201, filed.value.issued);
}

/** What is held about whoever asks, for an answer to their request. */
async function exportFor(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, SCOPE);
  const { format } = objectAt(await readJson(c.req.raw), "", ["format"]);
  const form = oneOf(format, "format", EXPORT_FORMATS);
  const found = await readDeskRequest(call, c.req.param("id") ?? "");
  if (!found) throw unknown();
  if (found.request.state !== "open") throw problemOf(found.request.closed === null ? "unverified" : "closed");
  if (!found.request.subject) throw invalid("id", "nobody", "must be of somebody about whom something is kept");
  return exportResponse(exportSubject(call, found.request.subject), form, call.now);
}

async function queue(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, SCOPE);
  const { state, after, limit } = c.req.query();
  const wanted = state === undefined ? null : oneOf(state, "state", ["unverified", "open"]);
  const most = limit === undefined ? 50 : wholeAt(Number(limit), "limit", 1, MOST);
  const requests = await readQueue(call, wanted, placeAt(after), most);
  const last = requests.length === most ? requests.at(-1) : undefined;
  return answer(c, { requests: requests.map((request) => requestForDesk(call, request)), after: last ? `${last.due}.${last.id}` : null });
}

function placeAt(after: string | undefined): readonly [number, string] {
  if (after === undefined) return [0, ""];
  const [, due, id] = /^(\d{1,15})\.(req_[0-9a-f]{32})$/.exec(after) ?? [];
  if (due === undefined || id === undefined) throw invalid("after", "cursor", "must be the `after` of the answer before");
  return [Number(due), id];
}

function whoAt(value: unknown) {
  return value === undefined ? null : subjectRefAt(value, "subject");
}

/** What was decided is said with its reason: whoever is refused or put off is told why. */
const NEEDS_NOTE: ReadonlySet<Stepping["kind"]> = new Set(["verify", "extend", "refuse"]);

async function take(c: Context<App>, known: readonly string[], read: (fields: Fields) => Stepping): Promise<Response> {
  const call: Call = await openServerCall(c, SCOPE);
  const fields = objectAt(await readJson(c.req.raw), "", ["actor", "note", ...known]);
  const stepping = read(fields);
  const note = NEEDS_NOTE.has(stepping.kind) ? textAt(fields["note"], "note", 500) : (optionalTextAt(fields["note"], "note", 500) ?? null);
  const said = { actor: textAt(fields["actor"], "actor", 60), note };
  const taken = await stepRequest(call, c.req.param("id") ?? "", stepping, said);
  if (!taken.ok) throw problemOf(taken.error);
  return answer(c, requestForDesk(call, taken.value));
}

const REFUSED: Readonly<Record<Exclude<SteppingRefusal, "unknown" | "raced">, readonly [field: string, detail: string]>> = {
  closed: ["id", "must be a request that is not closed"],
  taken: ["id", "must be a request of which this was not done before"],
  unverified: ["id", "must be verified first"],
  "no-extension": ["id", "must be of a kind and place that know an extension"],
  late: ["id", "must not be late already: an extension is told before"],
  "other-controller": ["subject", "must be a subject of this site's controller"],
};

function problemOf(refused: SteppingRefusal): Problem {
  if (refused === "unknown") return unknown();
  if (refused === "raced")
    return new Problem("conflict", [{ field: "id", rule: "raced", detail: "was changed by somebody else just now" }]);
  const [field, detail] = REFUSED[refused];
  return invalid(field, refused, detail);
}

function unknown(): Problem {
  return new Problem("not-found", [{ field: "id", rule: "known", detail: "is no request of this controller" }]);
}
