import { app } from "./http/app.ts";
import { runCron } from "./jobs/cron.ts";
import { takeBatch } from "./jobs/queue.ts";
import type { Bindings } from "./storage/bindings.ts";
import { platformOf } from "./storage/platform.ts";

export default {
  fetch: app.fetch,
  async scheduled(controller, env, ctx) {
    const platform = await platformOf(env, (work) => ctx.waitUntil(work));
    await runCron(platform, controller.cron, controller.scheduledTime);
  },
  async queue(batch, env, ctx) {
    const platform = await platformOf(env, (work) => ctx.waitUntil(work));
    await takeBatch(platform, batch, Date.now());
  },
} satisfies ExportedHandler<Bindings>;
