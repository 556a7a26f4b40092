import type { Context } from "hono";
import { readValue } from "../../actions/exchange/read-value.ts";
import type { Call } from "../../actions/call.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openServerCall } from "../open-call.ts";
import { openProven } from "../person.ts";
import { knownRoot, subjectRefAt } from "../subject-ref.ts";
import { objectAt, optionalTextAt, readJson } from "../validate.ts";

/** GET /v1/me/value?locale=: what a person gave and got; this browser's own by its pass, a known person's with a proof. */
export async function myValueRoute(c: Context<App>): Promise<Response> {
  const { call, subject } = await openProven(c);
  return answer(c, await readValue(call, subject, localeOf(call, c.req.query("locale"))));
}

/** POST /v1/value?site=: the same of somebody a server names. Needs the scope `value`. */
export async function valueRoute(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "value");
  const fields = objectAt(await readJson(c.req.raw), "", ["subject", "locale"]);
  const root = await knownRoot(call, subjectRefAt(fields["subject"], "subject"), "subject");
  const locale = localeOf(call, optionalTextAt(fields["locale"], "locale", 40));
  return answer(c, { subject: root, ...(await readValue(call, root, locale)) });
}

function localeOf(call: Call, wanted: string | undefined): string {
  const { locales } = call.program.compiled;
  return locales.find((locale) => locale === wanted) ?? locales[0] ?? "en";
}
