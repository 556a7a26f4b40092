import { Hono } from "hono";
import { standingOf } from "../../actions/identity/prove.ts";
import { readSeen } from "../../actions/rights/read-seen.ts";
import { pauseVisit } from "../../actions/rights/pause-visit.ts";
import { resetInterests } from "../../actions/rights/reset-interests.ts";
import { readValues } from "../../actions/rights/read-values.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { invalid } from "../problem.ts";
import { openPerson, openProven } from "../person.ts";
import { booleanAt, objectAt, optionalTextAt, readJson } from "../validate.ts";

/** /v1/me: what somebody may know and do about their own data. This browser's own by its pass, a known person's with a proof. */
export const meRoutes = new Hono<App>()
  .get("/", async (c) => {
    const { call, visitor, proof } = await openPerson(c);
    return answer(c, { standing: await standingOf(call, visitor, proof) });
  })
  .get("/values", async (c) => {
    const { call, subject } = await openProven(c);
    const locale = optionalTextAt(c.req.query("locale"), "locale", 40) ?? null;
    return answer(c, { values: await readValues(call, subject, locale) });
  })
  .post("/pause", async (c) => {
    const { call, visitor } = await openPerson(c);
    const paused = booleanAt(objectAt(await readJson(c.req.raw), "", ["paused"])["paused"], "paused");
    const issued = await pauseVisit(call, visitor, paused);
    if (!issued) throw invalid("pass", "pass", "must be there: nothing is used of somebody who has not chosen");
    return answer(c, { paused }, 200, issued);
  })
  .post("/reset", async (c) => {
    const { call, visitor, subject } = await openProven(c);
    objectAt(await readJson(c.req.raw), "", []);
    return answer(c, { reset: true }, 200, await resetInterests(call, visitor, subject));
  })
  .get("/decisions", async (c) => {
    const { call, subject } = await openProven(c);
    const locale = optionalTextAt(c.req.query("locale"), "locale", 40) ?? null;
    return answer(c, { decisions: await readSeen(call, subject, locale) });
  });
