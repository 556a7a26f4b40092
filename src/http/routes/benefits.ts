import { Hono, type Context } from "hono";
import { reportDelivery } from "../../actions/exchange/report-delivery.ts";
import { readHalted } from "../../storage/halted-ask.ts";
import { listOwed, type Outcome, type PromiseRow } from "../../storage/promise.ts";
import { afterAt, nextOf } from "../after.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openServerCall } from "../open-call.ts";
import { away, invalid } from "../problem.ts";
import { objectAt, readJson } from "../validate.ts";

const MOST = 200;

/** /v1/benefits: what people were promised for their answers and did not get yet. Needs the scope `benefits`. */
export const benefitRoutes = new Hono<App>()
  .get("/", (c) => list(c))
  .post("/:id/delivered", (c) => end(c, "delivered"))
  .post("/:id/acknowledged", (c) => end(c, "acknowledged"));

async function list(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "benefits");
  const after = afterAt(c.req.query("after"));
  const { env } = call.platform;
  const [owed, halted] = await Promise.all([
    listOwed(env, call.program.site.controller, after, MOST),
    readHalted(env.DB, call.program.compiled.key),
  ]);
  return answer(c, {
    owed: owed.map((promise) => ({ ...inWords(promise), overdue: promise.due <= call.now })),
    next: nextOf(owed, MOST, ({ due }) => due),
    halted: halted.map(({ ask, since, overdue }) => ({ ask, since: iso(since), overdue })),
  });
}

async function end(c: Context<App>, outcome: Outcome): Promise<Response> {
  const call = await openServerCall(c, "benefits");
  objectAt(await readJson(c.req.raw), "", []);
  const id = c.req.param("id") ?? "";
  if (!/^exc_[0-9a-f]{2}[\w-]{20,60}$/.test(id)) throw invalid("id", "exchange-id", "must be the exc_… of an exchange");
  const ended = await reportDelivery(call, id, outcome);
  if (ended.ok) return answer(c, inWords(ended.value));
  if (ended.error === "unavailable") throw away();
  throw invalid("id", "known", "must be something that was promised to a person of this controller");
}

function inWords({ id, subject, ask, how, ref, due, at, outcome, endedAt }: PromiseRow): object {
  return { id, subject, ask, by: how, of: ref, at: iso(at), due: iso(due), outcome, ended: endedAt === null ? null : iso(endedAt) };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
