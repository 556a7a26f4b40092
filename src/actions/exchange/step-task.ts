import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { commit } from "../../storage/commit.ts";
import { forgetShards, shardOf } from "../../storage/shards.ts";
import { readTask, type TaskRow, type TaskStep } from "../../storage/task.ts";
import { actorName, type Call } from "../call.ts";

/**
 * Takes down that somebody took a task, or did it. What is done stays done, and whoever took it first has it: the answer
 * says how it stands. `unknown`: no task of a person of this controller. Throws `Unavailable`.
 */
export async function stepTask(
  call: Call,
  id: string,
  { state, who }: Pick<TaskStep, "state" | "who">,
): Promise<Result<TaskRow, "unknown" | "unavailable">> {
  const { env } = call.platform;
  const { controller } = call.program.site;
  const task = await readTask(env, controller, id);
  if (!task) return refuse("unknown");
  const { subject, ask } = task;
  const audit = { at: call.now, actor: actorName(call.actor), action: `task.${state}`, target: subject, detail: { ask, who } };
  const written = await commit(await shardOf(env, subject), { kind: "task", step: { subject, id, state, who, at: call.now } }, audit);
  if (!written.ok && written.error === "moved") forgetShards();
  if (!written.ok && written.error !== "conflict") return refuse("unavailable");
  const stands = await readTask(env, controller, id);
  return stands ? ok(stands) : refuse("unavailable");
}
