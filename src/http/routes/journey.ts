import type { Context } from "hono";
import { readJourney } from "../../actions/exchange/read-journey.ts";
import { localeOf } from "../../core/targeting/locale.ts";
import { afterAt } from "../after.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openProven } from "../person.ts";
import { optionalTextAt } from "../validate.ts";

/** GET /v1/me/journey?locale=&after=: what a person was asked and what came of it; a known person's with a proof. */
export async function myJourneyRoute(c: Context<App>): Promise<Response> {
  const after = afterAt(c.req.query("after"));
  const { call, subject } = await openProven(c);
  const locale = localeOf(call.program.compiled.locales, optionalTextAt(c.req.query("locale"), "locale", 40) ?? null);
  return answer(c, await readJourney(call, subject, locale, after));
}
