import { Hono, type Context } from "hono";
import type { Call } from "../../actions/call.ts";
import { openVisitor, type Visitor } from "../../actions/consent/open-visitor.ts";
import { changeSource, type SourceChange } from "../../actions/sources/change-source.ts";
import { readSources } from "../../actions/sources/read-sources.ts";
import { isRecipient } from "../../core/consent/source-choice.ts";
import { answer } from "../answer.ts";
import { credentialsOf } from "../credentials.ts";
import type { App } from "../env.ts";
import { openBrowserCall } from "../open-call.ts";
import { away, invalid, Problem } from "../problem.ts";
import { limitRate } from "../rate.ts";
import { objectAt, oneOf, readJson } from "../validate.ts";

const CHANGES = ["disconnect", "clear", "connect"] as const satisfies readonly SourceChange[];

/** /v1/me/sources: who sent what about this person, and what is taken of them. */
export const sourceRoutes = new Hono<App>()
  .get("/", async (c) => {
    const { call, visitor } = await openPerson(c);
    return answer(c, await readSources(call, visitor));
  })
  .post("/:kind/:name/:change", async (c) => {
    const change = oneOf(c.req.param("change"), "change", CHANGES);
    objectAt(await readJson(c.req.raw), "", []);
    const { call, visitor } = await openPerson(c);
    const source = `${c.req.param("kind")}/${c.req.param("name")}`;
    const known = await readSources(call, visitor);
    if (![...known.sources, ...known.recipients].some((item) => item.source === source))
      throw invalid("source", "known", "must be one that sent something about this person, or is told of them");
    if (change === "clear" && isRecipient(source)) throw invalid("change", "sent", "must be of one that sent something");
    const changed = await changeSource(call, visitor, source, change);
    if (!changed.ok) throw changed.error.kind === "conflict" ? new Problem("conflict") : away();
    const { receipt, stored, issued } = changed.value;
    return answer(c, { source, change, receipt }, stored ? 200 : 202, issued);
  });

async function openPerson(c: Context<App>): Promise<{ readonly call: Call; readonly visitor: Visitor }> {
  await limitRate(c.env, c.req.raw.headers);
  const call = await openBrowserCall(c);
  return { call, visitor: await openVisitor(call.platform, call.program, credentialsOf(c.req.raw.headers)) };
}
