import { Hono, type Context } from "hono";
import { beginSharing, type Sharing, type SharingRefusal } from "../../actions/sharing/begin-sharing.ts";
import { endSharing } from "../../actions/sharing/end-sharing.ts";
import { listSharing } from "../../actions/sharing/list-sharing.ts";
import { readShared } from "../../actions/sharing/read-shared.ts";
import type { Call } from "../../actions/call.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openBrowserCall } from "../open-call.ts";
import { openPerson, openProven } from "../person.ts";
import { away, invalid, Problem } from "../problem.ts";
import { limitRate } from "../rate.ts";
import { identifierAt } from "../subject-ref.ts";
import { objectAt, optionalTextAt, readJson, textAt, type Fields } from "../validate.ts";

const TOKEN_HEADER = "earnest-grant";

/** /v1/me/grants: what somebody lets one other person see, for a time or a trip. */
export const grantRoutes = new Hono<App>()
  .get("/", async (c) => {
    const { call, visitor } = await openPerson(c);
    return answer(c, { grants: await listSharing(call, visitor) });
  })
  .post("/", async (c) => {
    const { call, subject } = await openProven(c);
    const sharing = sharingAt(call, objectAt(await readJson(c.req.raw), "", ["scope", "to", "called", "until", "trip"]));
    const begun = await beginSharing(call, subject, sharing);
    if (!begun.ok) throw problemOf(begun.error);
    const { id, token, until } = begun.value;
    return answer(c, { id, token, until: new Date(until).toISOString() }, 201);
  })
  .delete("/:id", async (c) => {
    const { call, visitor } = await openPerson(c);
    const ended = await endSharing(call, visitor, c.req.param("id"));
    if (ended === "unavailable") throw away();
    if (ended === "unknown") throw new Problem("not-found", [{ field: "id", rule: "own", detail: "must be something this person shares" }]);
    return answer(c, { id: c.req.param("id"), ended: true });
  });

/** GET /v1/grants/{id}: what is shared, for whoever holds its token. Each read is written down. */
export async function readGrantRoute(c: Context<App>): Promise<Response> {
  await limitRate(c.env, c.req.raw.headers);
  const call = await openBrowserCall(c);
  const token = c.req.header(TOKEN_HEADER) ?? "";
  const read = await readShared(call, c.req.param("id") ?? "", token);
  if (read.ok) return answer(c, read.value);
  if (read.error === "unavailable") throw away();
  if (read.error === "over") throw new Problem("forbidden", [{ field: "id", rule: "over", detail: "is shared no more" }]);
  throw new Problem("not-found", [{ field: TOKEN_HEADER, rule: "token", detail: "must be the token of this grant" }]);
}

function sharingAt(call: Call, fields: Fields): Sharing {
  const scope = call.program.compiled.scopes.find(({ key }) => key === fields["scope"]);
  if (!scope) throw invalid("scope", "known", "must be a scope of this program");
  if ((fields["until"] === undefined) === (fields["trip"] === undefined))
    throw invalid("until", "one-of", "must be given, or trip, and not both");
  const to = identifierAt(fields["to"], "to");
  const called = optionalTextAt(fields["called"], "called", 40) ?? null;
  if (fields["trip"] === undefined) return { scope, to, called, until: instantAt(call, fields["until"]), trip: null };
  if (scope.trip === null) throw invalid("trip", "scope", "is nothing this scope knows of");
  return { scope, to, called, until: null, trip: textAt(fields["trip"], "trip", 100) };
}

function instantAt(call: Call, value: unknown): number {
  const at = Date.parse(textAt(value, "until", 40));
  if (Number.isNaN(at)) throw invalid("until", "date-time", "must be an RFC 3339 date and time");
  if (at <= call.now) throw invalid("until", "future", "must be in the future");
  return at;
}

function problemOf(refused: SharingRefusal): Problem {
  switch (refused) {
    case "no-consent":
      return invalid("scope", "consent", "must serve a purpose that the person allows");
    case "no-trip":
      return invalid("trip", "current", "must be the trip this person is on");
    case "too-long":
      return invalid("until", "most", "must not be later than the scope lasts at most");
    case "too-many":
      return invalid("scope", "most", "must not be shared more than 20 times at once");
    case "unavailable":
      return away();
  }
}
