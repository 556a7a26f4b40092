import { Hono } from "hono";
import { enableWebhook } from "../../actions/webhook/enable-webhook.ts";
import { listWebhooks } from "../../actions/webhook/list-webhooks.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openServerCall } from "../open-call.ts";
import { Problem } from "../problem.ts";
import { objectAt, readJson } from "../validate.ts";

/** /v1/webhooks: a program's webhooks with their signing secrets, and switching one on again. Needs the scope `webhooks`. */
export const webhookRoutes = new Hono<App>()
  .get("/", async (c) => answer(c, { webhooks: await listWebhooks(await openServerCall(c, "webhooks")) }))
  .post("/:key/enable", async (c) => {
    const call = await openServerCall(c, "webhooks");
    objectAt(await readJson(c.req.raw), "", []);
    if (!(await enableWebhook(call, c.req.param("key"))))
      throw new Problem("not-found", [{ field: "key", rule: "known-webhook", detail: "is not a webhook of this program" }]);
    return answer(c, { webhooks: await listWebhooks(call) });
  });
