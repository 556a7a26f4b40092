import { Hono, type Context } from "hono";
import { stepTask } from "../../actions/exchange/step-task.ts";
import { actorName } from "../../actions/call.ts";
import { listTasks, type TaskRow, type TaskStep } from "../../storage/task.ts";
import { afterAt, nextOf } from "../after.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openServerCall } from "../open-call.ts";
import { away, invalid } from "../problem.ts";
import { objectAt, optionalTextAt, readJson } from "../validate.ts";

const MOST = 200;

/** /v1/tasks: what negative answers ask of a human, `after=` a page by page. Needs the scope `tasks`. */
export const taskRoutes = new Hono<App>()
  .get("/", async (c) => {
    const call = await openServerCall(c, "tasks");
    const after = afterAt(c.req.query("after"));
    const tasks = await listTasks(call.platform.env, call.program.site.controller, after, MOST);
    return answer(c, { tasks: tasks.map((task) => inWords(task)), next: nextOf(tasks, MOST, ({ at }) => at) });
  })
  .post("/:id/taken", (c) => step(c, "taken"))
  .post("/:id/done", (c) => step(c, "done"));

async function step(c: Context<App, string>, state: TaskStep["state"]): Promise<Response> {
  const call = await openServerCall(c, "tasks");
  const who = optionalTextAt(objectAt(await readJson(c.req.raw), "", ["who"])["who"], "who", 100) ?? actorName(call.actor);
  const id = c.req.param("id") ?? "";
  if (!/^exc_[0-9a-f]{2}[\w-]{20,60}$/.test(id)) throw invalid("id", "exchange-id", "must be the exc_… of an exchange");
  const stepped = await stepTask(call, id, { state, who });
  if (stepped.ok) return answer(c, inWords(stepped.value));
  if (stepped.error === "unavailable") throw away();
  throw invalid("id", "known", "must be a task of a person of this controller");
}

function inWords({ id, subject, ask, moment, at, state, who, changedAt }: TaskRow): object {
  return { id, subject, ask, moment, at: iso(at), state, who, changed: changedAt === null ? null : iso(changedAt) };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
