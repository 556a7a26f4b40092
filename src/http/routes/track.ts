import type { Context } from "hono";
import { openVisitor } from "../../actions/consent/open-visitor.ts";
import { trackEvent } from "../../actions/events/track-event.ts";
import { answer } from "../answer.ts";
import { credentialsOf } from "../credentials.ts";
import type { App } from "../env.ts";
import { openBrowserCall } from "../open-call.ts";
import { invalid, Problem } from "../problem.ts";
import { limitRate } from "../rate.ts";
import { objectAt, optionalTextAt, readJson, recordAt, textAt } from "../validate.ts";

/** POST /v1/track: one event. It is accepted, or dropped before storage with the reason why. */
export async function trackRoute(c: Context<App>): Promise<Response> {
  await limitRate(c.env, c.req.raw.headers);
  const call = await openBrowserCall(c);
  const fields = objectAt(await readJson(c.req.raw), "", ["event", "properties", "messageId", "timestamp"]);
  const input = {
    event: textAt(fields["event"], "event", 200),
    properties: fields["properties"] === undefined ? {} : recordAt(fields["properties"], "properties", 100),
    messageId: optionalTextAt(fields["messageId"], "messageId", 100) ?? crypto.randomUUID(),
    at: Math.min(call.now, readTime(optionalTextAt(fields["timestamp"], "timestamp", 40)) ?? call.now),
  };
  const visitor = await openVisitor(call.platform, call.program, credentialsOf(c.req.raw.headers));
  const tracked = await trackEvent(call, visitor, input).catch(() => null);
  if (tracked === null) throw new Problem("unavailable", [], {}, { "retry-after": "5" });
  return tracked.ok ? answer(c, { accepted: true }, 200, tracked.value) : answer(c, { accepted: false, reason: tracked.error });
}

function readTime(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw invalid("timestamp", "date-time", "must be an RFC 3339 date and time");
  return at;
}
