import { app, answerRequest } from "./http/app.ts";
import { runCron } from "./jobs/cron.ts";
import { DEAD_QUEUE, takeDead } from "./jobs/dead-letters.ts";
import { takeBatch } from "./jobs/queue.ts";
import { takeWebhooks, WEBHOOK_QUEUE } from "./jobs/webhooks.ts";
import type { Bindings } from "./storage/bindings.ts";
import { pageDoor } from "./http/page-door.ts";
import { staffDoor } from "./http/staff-door.ts";
import { advisorPageRoutes } from "./pages/advisor/routes.tsx";
import { centreRoutes } from "./pages/centre/routes.tsx";
import { consoleRoutes } from "./pages/console/routes.tsx";
import { SCOPES } from "./pages/console/view.ts";
import { platformOf } from "./storage/platform.ts";

app.route("/", centreRoutes(pageDoor));
app.route("/", advisorPageRoutes(staffDoor("advisor", "advisor")));
app.route("/", consoleRoutes(staffDoor("console", ...SCOPES)));

/** True where `npm start` runs the demo shop; see wrangler.toml. */
declare const EARNEST_DEMO: boolean;
if (EARNEST_DEMO) app.route("/", (await import("./pages/demo/routes.tsx")).demoRoutes);

const CONSUMERS = new Map([
  [WEBHOOK_QUEUE, takeWebhooks],
  [DEAD_QUEUE, takeDead],
]);

export default {
  fetch: answerRequest,
  async scheduled(controller, env, ctx) {
    const platform = await platformOf(env, (work) => ctx.waitUntil(work));
    await runCron(platform, controller.cron, controller.scheduledTime);
  },
  async queue(batch, env, ctx) {
    const platform = await platformOf(env, (work) => ctx.waitUntil(work));
    const take = CONSUMERS.get(batch.queue) ?? takeBatch;
    await take(platform, batch, Date.now());
  },
} satisfies ExportedHandler<Bindings>;
