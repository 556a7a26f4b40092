import type { Context } from "hono";
import { actorName } from "../../actions/call.ts";
import { MOST_REPLAYED, replayDead } from "../../actions/queues/replay-dead.ts";
import { countDeadLetters, REPLAYABLE, type Replayable } from "../../storage/dead-message.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openKey } from "../open-call.ts";
import { invalid } from "../problem.ts";
import { objectAt, optionalTextAt, readJson } from "../validate.ts";

/** GET /v1/dead-letters: how many messages each queue gave up, and since when. Needs the scope `queues`. */
export async function deadLettersRoute(c: Context<App>): Promise<Response> {
  await openKey(c, "queues");
  const counts = await countDeadLetters(c.env);
  const letters = counts.map(({ oldest, newest, ...count }) => ({ ...count, oldest: isoOf(oldest), newest: isoOf(newest) }));
  return answer(c, { letters });
}

/** POST /v1/dead-letters/replay: sends a part of them to their own queues again. Needs the scope `queues`. */
export async function replayDeadRoute(c: Context<App>): Promise<Response> {
  const { platform, actor, now } = await openKey(c, "queues");
  const fields = objectAt(await readJson(c.req.raw), "", ["queue", "after", "limit"]);
  const asked = {
    queue: queueAt(fields["queue"]),
    after: optionalTextAt(fields["after"], "after", 200) ?? "",
    most: limitAt(fields["limit"]),
  };
  return answer(c, await replayDead(platform, { ...asked, actor: actorName(actor), now }));
}

function queueAt(value: unknown): Replayable | null {
  if (value === undefined || value === null) return null;
  const queue = REPLAYABLE.find((item) => item === value);
  if (!queue) throw invalid("queue", "known", `must be one of ${REPLAYABLE.join(", ")}`);
  return queue;
}

function limitAt(value: unknown): number {
  if (value === undefined) return MOST_REPLAYED;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1 || value > MOST_REPLAYED)
    throw invalid("limit", "range", `must be a whole number from 1 to ${MOST_REPLAYED}`);
  return value;
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}
