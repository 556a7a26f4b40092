import type { AskResults } from "../../core/targeting/ask-results.ts";
import { writeConsoleView } from "../../storage/console-view.ts";
import { readHalted, type HaltedAsk } from "../../storage/halted-ask.ts";
import { listOwed, type PromiseRow } from "../../storage/promise.ts";
import { listTasks, type TaskRow } from "../../storage/task.ts";
import { actorName, type Call } from "../call.ts";
import { reportAllAsked } from "../exchange/report-asked.ts";
import { reportValue, type ValueReport } from "../insight/report-value.ts";

/** What the brand owes people, the longest due first; null where whoever looks may not see it. */
export interface Owed {
  readonly promises: readonly PromiseRow[] | null;
  readonly halted: readonly HaltedAsk[];
  readonly tasks: readonly TaskRow[] | null;
}

/** What a room of the console holds. */
export type Held =
  | { readonly room: "value"; readonly report: ValueReport }
  | { readonly room: "asks"; readonly asked: readonly AskResults[] }
  | { readonly room: "owed"; readonly owed: Owed };

export type Room = Held["room"];

/** No list here is longer. */
export const MOST_LISTED = 200;
const ALPHA = 0.05;

/** What a room of the console holds for whoever has these scopes; that they looked is written down first. Throws `Unavailable`. */
export async function lookAtRoom(call: Call, room: Room, scopes: readonly string[]): Promise<Held> {
  const { site } = call.program;
  await writeConsoleView(call.platform.env.DB, { at: call.now, actor: actorName(call.actor), site: site.key, room });
  switch (room) {
    case "value":
      return { room, report: await reportValue(call) };
    case "asks":
      return { room, asked: await reportAllAsked(call, ALPHA) };
    case "owed":
      return { room, owed: await owedBy(call, scopes) };
  }
}

async function owedBy({ program, platform: { env } }: Call, scopes: readonly string[]): Promise<Owed> {
  const { controller } = program.site;
  const [promises, halted, tasks] = await Promise.all([
    scopes.includes("benefits") ? listOwed(env, controller, null, MOST_LISTED) : null,
    scopes.includes("benefits") ? readHalted(env.DB, program.compiled.key) : [],
    scopes.includes("tasks") ? listTasks(env, controller, null, MOST_LISTED) : null,
  ]);
  return { promises, halted, tasks };
}
