import { app, answerRequest } from "./http/app.ts";
import { runCron } from "./jobs/cron.ts";
import { takeBatch } from "./jobs/queue.ts";
import { takeWebhooks, WEBHOOK_QUEUE } from "./jobs/webhooks.ts";
import type { Bindings } from "./storage/bindings.ts";
import { demoRoutes } from "./pages/demo/routes.tsx";
import { platformOf } from "./storage/platform.ts";

app.route("/", demoRoutes);

export default {
  fetch: answerRequest,
  async scheduled(controller, env, ctx) {
    const platform = await platformOf(env, (work) => ctx.waitUntil(work));
    await runCron(platform, controller.cron, controller.scheduledTime);
  },
  async queue(batch, env, ctx) {
    const platform = await platformOf(env, (work) => ctx.waitUntil(work));
    await (batch.queue === WEBHOOK_QUEUE ? takeWebhooks : takeBatch)(platform, batch, Date.now());
  },
} satisfies ExportedHandler<Bindings>;
