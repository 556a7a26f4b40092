import type { Context } from "hono";
import { openVisitor } from "../../actions/consent/open-visitor.ts";
import { readOwnValue, readValue } from "../../actions/exchange/read-value.ts";
import type { Call } from "../../actions/call.ts";
import { answer } from "../answer.ts";
import { credentialsOf } from "../credentials.ts";
import type { App } from "../env.ts";
import { openBrowserCall, openServerCall } from "../open-call.ts";
import { Problem } from "../problem.ts";
import { limitRate } from "../rate.ts";
import { knownRoot, subjectRefAt } from "../subject-ref.ts";
import { objectAt, optionalTextAt, readJson } from "../validate.ts";

/** GET /v1/me/value?locale=: what this browser's person gave and got. A pass alone is no login: of somebody who is known by a name it tells nothing. */
export async function myValueRoute(c: Context<App>): Promise<Response> {
  await limitRate(c.env, c.req.raw.headers);
  const call = await openBrowserCall(c);
  const visitor = await openVisitor(call.platform, call.program, credentialsOf(c.req.raw.headers));
  const read = await readOwnValue(call, visitor, localeOf(call, c.req.query("locale")));
  if (!read.ok)
    throw new Problem("forbidden", [
      { field: "pass", rule: "proof", detail: "must come with a proof of who asks: they are known by a name" },
    ]);
  return answer(c, read.value);
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
