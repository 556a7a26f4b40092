import type { Context } from "hono";
import { readJourney } from "../../actions/exchange/read-journey.ts";
import { readAfter, type After } from "../../core/exchange/journey-page.ts";
import { localeOf } from "../../core/targeting/locale.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openProven } from "../person.ts";
import { invalid } from "../problem.ts";
import { optionalTextAt } from "../validate.ts";

/** GET /v1/me/journey?locale=&after=: what a person was asked and what came of it; a known person's with a proof. */
export async function myJourneyRoute(c: Context<App>): Promise<Response> {
  const after = afterAt(c.req.query("after"));
  const { call, subject } = await openProven(c);
  const locale = localeOf(call.program.compiled.locales, optionalTextAt(c.req.query("locale"), "locale", 40) ?? null);
  return answer(c, await readJourney(call, subject, locale, after));
}

function afterAt(text: string | undefined): After | null {
  const after = text === undefined ? null : readAfter(text);
  if (text !== undefined && !after) throw invalid("after", "cursor", "must be what `next` of the page before said");
  return after;
}
