import { Hono } from "hono";
import { enableWebhook } from "../../actions/webhook/enable-webhook.ts";
import { listWebhooks } from "../../actions/webhook/list-webhooks.ts";
import { resendDeadLetters } from "../../actions/webhook/resend-dead-letters.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openServerCall } from "../open-call.ts";
import { invalid, Problem } from "../problem.ts";
import { objectAt, readJson } from "../validate.ts";

const UNKNOWN = { field: "key", rule: "known-webhook", detail: "is not a webhook of this program" };

/** /v1/webhooks: a program's webhooks with their signing secrets, and switching one on again, and sending what was given up again. Needs the scope `webhooks`. */
export const webhookRoutes = new Hono<App>()
  .get("/", async (c) => answer(c, { webhooks: await listWebhooks(await openServerCall(c, "webhooks")) }))
  .post("/:key/enable", async (c) => {
    const call = await openServerCall(c, "webhooks");
    objectAt(await readJson(c.req.raw), "", []);
    if (!(await enableWebhook(call, c.req.param("key")))) throw new Problem("not-found", [UNKNOWN]);
    return answer(c, { webhooks: await listWebhooks(call) });
  })
  .post("/:key/resend", async (c) => {
    const call = await openServerCall(c, "webhooks");
    objectAt(await readJson(c.req.raw), "", []);
    const resent = await resendDeadLetters(call, c.req.param("key"));
    if (resent === "unknown") throw new Problem("not-found", [UNKNOWN]);
    if (resent === "off") throw invalid("key", "webhook-on", "answered 410: enable it first");
    return answer(c, resent);
  });
