import { Hono } from "hono";
import { deleteReport } from "../../actions/insight/delete-report.ts";
import { readReports } from "../../actions/insight/read-reports.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openProven } from "../person.ts";
import { away, invalid } from "../problem.ts";
import { optionalTextAt } from "../validate.ts";

/** /v1/me/reports: what a person is told of their own numbers; this browser's own by its pass, a known person's with a proof. */
export const myReportRoutes = new Hono<App>()
  .get("/", async (c) => {
    const { call, subject } = await openProven(c);
    const locale = optionalTextAt(c.req.query("locale"), "locale", 40) ?? null;
    return answer(c, { reports: await readReports(call, subject, locale) });
  })
  .delete("/:report/:period", async (c) => {
    const { call, subject } = await openProven(c);
    const named = { report: c.req.param("report"), period: c.req.param("period") };
    const done = await deleteReport(call, subject, named);
    if (!done.ok) throw done.error === "unavailable" ? away() : invalid("report", "unheld", "must be one that the person got");
    return answer(c, { ...named, deleted: true });
  });
