import { Hono, type Context } from "hono";
import { beginCollecting } from "../../actions/collecting/begin-collecting.ts";
import { enterCollected } from "../../actions/collecting/enter-collected.ts";
import { finishCollecting, type FinishRefusal } from "../../actions/collecting/finish-collecting.ts";
import type { Call } from "../../actions/call.ts";
import type { FacetValue } from "../../core/consent/pass.ts";
import { traitFaults } from "../../core/profile/traits.ts";
import { readCollection } from "../../storage/collection.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openServerCall } from "../open-call.ts";
import { openStaffCall } from "../open-staff.ts";
import { away, invalid, type Problem } from "../problem.ts";
import { knownRoot, subjectRefAt } from "../subject-ref.ts";
import { objectAt, readJson } from "../validate.ts";
import { screenRoutes } from "./screen.ts";

const SCOPE = "collect";

/** /v1/collections: what staff records while the customer watches on a screen of their own. Needs the scope `collect`. */
export const collectionRoutes = new Hono<App>()
  .route("/screen", screenRoutes)
  .post("/", async (c) => {
    const fields = objectAt(await readJson(c.req.raw), "", ["subject", "actor"]);
    const call = await openStaffCall(c, SCOPE, fields["actor"]);
    const subject = fields["subject"] === undefined ? null : await knownRoot(call, subjectRefAt(fields["subject"], "subject"), "subject");
    const { id, code, until } = await beginCollecting(call, subject);
    return answer(c, { collection: id, code, until: new Date(until).toISOString() }, 201);
  })
  .put("/:id/fields/:attribute", async (c) => {
    const fields = objectAt(await readJson(c.req.raw), "", ["value", "actor"]);
    const call = await openStaffCall(c, SCOPE, fields["actor"]);
    const attribute = c.req.param("attribute");
    const value = valueAt(call, attribute, fields["value"]);
    if (!(await enterCollected(call, c.req.param("id"), attribute, value))) throw over();
    return answer(c, { attribute, provisional: true });
  })
  .get("/:id", async (c) => {
    const call = await openServerCall(c, SCOPE);
    const found = await readCollection(call.platform.env, "id", c.req.param("id"));
    if (!found || found.collection.site !== call.program.site.key) throw over();
    const fields = found.fields.map(({ attribute, shown, rev, struck }) => ({ attribute, shown: shown === rev, struck: struck === 1 }));
    return answer(c, { collection: found.collection.id, paired: found.collection.who !== null, fields });
  })
  .post("/:id/finish", (c) => finish(c));

async function finish(c: Context<App>): Promise<Response> {
  const fields = objectAt(await readJson(c.req.raw), "", ["actor"]);
  const call = await openStaffCall(c, SCOPE, fields["actor"]);
  const finished = await finishCollecting(call, c.req.param("id") ?? "");
  if (!finished.ok) throw problemOf(finished.error);
  return answer(c, finished.value);
}

function valueAt({ program }: Call, attribute: string, value: unknown): FacetValue {
  const [fault] = traitFaults(program, { [attribute]: value }, "person");
  if (fault) throw invalid(fault.rule === "type" ? "value" : "attribute", fault.rule, fault.detail);
  return value as FacetValue;
}

function over(): Problem {
  return invalid("collection", "running", "must be one that runs, and a field that was not struck");
}

function problemOf(refused: FinishRefusal): Problem {
  switch (refused) {
    case "unknown":
      return over();
    case "nobody":
      return invalid("collection", "paired", "must have a screen of somebody who is known");
    case "unavailable":
      return away();
  }
}
