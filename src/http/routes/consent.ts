import { Hono, type Context } from "hono";
import type { Call } from "../../actions/call.ts";
import { METHODS, type Choice, type Method } from "../../core/consent/choose.ts";
import type { Permit } from "../../core/consent/permit.ts";
import { saidOf, type ConsentState } from "../../core/consent/state.ts";
import { openVisitor, type Visitor } from "../../actions/consent/open-visitor.ts";
import { readConsent } from "../../actions/consent/read-consent.ts";
import { readHistory } from "../../actions/consent/read-history.ts";
import { readNotice } from "../../actions/consent/read-notice.ts";
import { recordChoice, type ChoiceRefused, type Submission } from "../../actions/consent/record-choice.ts";
import { renewPass } from "../../actions/consent/renew-pass.ts";
import { answer, answerText, handOver } from "../answer.ts";
import { credentialsOf } from "../credentials.ts";
import type { App } from "../env.ts";
import { openBrowserCall } from "../open-call.ts";
import { invalid, Problem } from "../problem.ts";
import { limitRate } from "../rate.ts";
import { booleanAt, objectAt, oneOf, optionalTextAt, readJson, recordAt, textAt } from "../validate.ts";

/** /v1/consent: the notice due, a choice, a withdrawal of everything, renewal, and one's own history. */
export const consentRoutes = new Hono<App>()
  .get("/", async (c) => {
    const { call, visitor } = await openPerson(c);
    const locale = optionalTextAt(c.req.query("locale"), "locale", 40) ?? null;
    const text = `{"consent":${readConsent(call, visitor)},"notice":${JSON.stringify(readNotice(call.program, locale))}}`;
    return answerText(c, text, 200, null);
  })
  .post("/", async (c) => {
    const { call, visitor } = await openPerson(c);
    const submission = readSubmission(call, await readJson(c.req.raw));
    return submit(c, call, visitor, submission, 201);
  })
  .delete("/", async (c) => {
    const { call, visitor } = await openPerson(c);
    return submit(c, call, visitor, { choice: { kind: "withdraw-all" }, method: "settings", notice: null }, 200);
  })
  .post("/renew", async (c) => {
    const { call, visitor } = await openPerson(c);
    objectAt(await readJson(c.req.raw), "", []);
    const issued = await renewPass(call, visitor);
    const renewed: Visitor = issued ? { pass: issued.pass, state: issued.pass.state, unheard: [], broken: false } : visitor;
    const renewAfter = issued ? Math.max(0, Math.ceil((issued.pass.soft - call.now) / 1000)) : RETRY_S;
    return answerText(c, `{"consent":${readConsent(call, renewed)},"renewAfter":${renewAfter}}`, 200, issued);
  })
  .get("/history", async (c) => {
    const { call, visitor } = await openPerson(c);
    return answer(c, { entries: await readHistory(call, visitor) });
  });

/** When a renewal brought nothing, the page tries again after this many seconds. */
const RETRY_S = 60;

async function openPerson(c: Context<App>): Promise<{ readonly call: Call; readonly visitor: Visitor }> {
  await limitRate(c.env, c.req.raw.headers);
  const call = await openBrowserCall(c);
  return { call, visitor: await openVisitor(call.platform, call.program, credentialsOf(c.req.raw.headers)) };
}

function readSubmission(call: Call, body: unknown): Submission {
  const fields = objectAt(body, "", ["decisions", "notice", "method"]);
  const decisions = recordAt(fields["decisions"], "decisions", 30);
  if (Object.keys(decisions).length === 0) throw invalid("decisions", "length", "must name at least one purpose");
  const choices = Object.entries(decisions).map(([key, yes]) => {
    const purpose = call.program.compiled.notice.purposes.find((item) => item.key === key);
    if (!purpose) throw invalid(`decisions.${key}`, "known-purpose", "is not a purpose of this program");
    if (!purpose.choice) throw invalid(`decisions.${key}`, "choice", "is not a matter of choice: the service cannot be had without it");
    return [key, booleanAt(yes, `decisions.${key}`)] as const;
  });
  const notice = objectAt(fields["notice"], "notice", ["version", "locale"]);
  const version = textAt(notice["version"], "notice.version", 64);
  const locale = textAt(notice["locale"], "notice.locale", 40);
  const method: Method = oneOf(
    fields["method"],
    "method",
    METHODS.filter((item) => item !== "expiry"),
  );
  const choice: Choice = { kind: "some", decisions: Object.fromEntries(choices) };
  if (choices.some(([, yes]) => yes)) checkNotice(call, version, locale);
  return { choice, method, notice: { version, locale } };
}

/** A yes is to the text that was shown. A no is heard whatever was shown. */
function checkNotice(call: Call, version: string, locale: string): void {
  const { notice, locales } = call.program.compiled;
  if (version !== notice.version)
    throw invalid("notice.version", "current", `must be the version of the notice now in force, ${notice.version}`);
  if (!locales.includes(locale)) throw invalid("notice.locale", "published", `must be one of ${locales.join(", ")}`);
}

async function submit(c: Context<App>, call: Call, visitor: Visitor, submission: Submission, status: 200 | 201): Promise<Response> {
  const made = await recordChoice(call, visitor, submission);
  if (!made.ok) throw refusalOf(c, call, made.error);
  const { version, receipt, state, permit, stored, issued } = made.value;
  return answer(c, { version, receipt, ...inWords(call, state, permit) }, stored ? status : 202, issued);
}

function refusalOf(c: Context<App>, call: Call, refused: ChoiceRefused): Problem {
  const headers = new Headers();
  if (refused.issued) handOver(c.req.raw.headers, headers, refused.issued);
  for (const cookie of headers.getSetCookie()) c.header("set-cookie", cookie, { append: true });
  const current = { version: refused.version, ...inWords(call, refused.state, refused.permit) };
  return refused.kind === "conflict"
    ? new Problem("conflict", [], { current })
    : new Problem("unavailable", [], { current }, { "retry-after": "5" });
}

function inWords(
  call: Call,
  state: ConsentState,
  permit: Permit,
): { readonly state: Record<string, string>; readonly allowed: Record<string, boolean> } {
  const keys = call.program.compiled.purposes.map((purpose) => purpose.key);
  return {
    state: Object.fromEntries(keys.map((key) => [key, saidOf(state, key)?.state ?? "unknown"])),
    allowed: Object.fromEntries(keys.map((key, index) => [key, (permit.mask & (1 << index)) !== 0])),
  };
}
