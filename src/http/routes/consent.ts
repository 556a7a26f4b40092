import { Hono, type Context } from "hono";
import type { Call } from "../../actions/call.ts";
import { wordingForView } from "../../actions/consent/draw-wording.ts";
import { openVisitor, type Visitor } from "../../actions/consent/open-visitor.ts";
import { readConsent } from "../../actions/consent/read-consent.ts";
import { readHistory } from "../../actions/consent/read-history.ts";
import { readNotice } from "../../actions/consent/read-notice.ts";
import { readNoticeDetail } from "../../actions/consent/read-notice-detail.ts";
import { giveUp } from "../../actions/exchange/forfeit-earned.ts";
import { noteShown } from "../../actions/insight/count-notices.ts";
import { recordChoice } from "../../actions/consent/record-choice.ts";
import type { ChoiceRefused } from "../../actions/consent/refuse-choice.ts";
import type { Submission } from "../../actions/consent/choosing.ts";
import { renewPass } from "../../actions/consent/renew-pass.ts";
import { answer, answerText, handOver } from "../answer.ts";
import { inWords } from "../consent-words.ts";
import { bearerOf, credentialsOf, proofOf } from "../credentials.ts";
import type { App } from "../env.ts";
import { openBrowserCall } from "../open-call.ts";
import { onceOf, reusedKey } from "../once.ts";
import { Problem } from "../problem.ts";
import { limitRate } from "../rate.ts";
import { checkAge, grantsAny, readSubmission } from "../submission.ts";
import { readTold, readToldWithdrawal } from "../told.ts";
import { objectAt, oneOf, optionalTextAt, readJson } from "../validate.ts";
import { tellConsent } from "./tell-consent.ts";

/** /v1/consent: the notice due, a choice, a withdrawal of everything, renewal, and one's own history. */
export const consentRoutes = new Hono<App>()
  .get("/", async (c) => {
    const { call, visitor } = await openPerson(c);
    const locale = optionalTextAt(c.req.query("locale"), "locale", 40) ?? null;
    const consent = readConsent(call, visitor);
    const { noticeDue } = JSON.parse(consent) as { noticeDue: boolean };
    const shown = readNotice(call.program, call.rule, locale, noticeDue ? wordingForView(call.program) : null);
    if (noticeDue && c.req.query("shown") === "true") noteShown(call, shown);
    const label = new URL(shown.label, c.req.url).href;
    const notice = `"consent":${consent},"notice":${JSON.stringify({ ...shown, label })}`;
    const detail = c.req.query("detail") === "true" ? `,"detail":${JSON.stringify(await readNoticeDetail(call, locale))}` : "";
    return answerText(c, `{${notice}${detail}}`, 200, null);
  })
  .post("/", async (c) => {
    if (isServer(c)) return tellConsent(c, readTold, 201);
    const { call, visitor } = await openPerson(c);
    const submission = readSubmission(call, await readJson(c.req.raw), onceOf(c.req.raw.headers, LEAST_KEY));
    checkAge(call, visitor, submission.age, grantsAny(submission));
    return submit(c, call, visitor, submission, 201);
  })
  .delete("/", async (c) => {
    if (isServer(c)) return tellConsent(c, readToldWithdrawal, 200);
    const givesUp = c.req.query("earned") !== undefined && oneOf(c.req.query("earned"), "earned", ["keep", "forfeit"]) === "forfeit";
    const { call, visitor } = await openPerson(c);
    const withdrawal = { ...WITHDRAWAL, once: onceOf(c.req.raw.headers, LEAST_KEY) };
    return submit(c, call, visitor, withdrawal, 200, givesUp ? () => giveUp(call, visitor, proofOf(c.req.raw.headers)) : undefined);
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

const WITHDRAWAL: Omit<Submission, "once"> = {
  choice: { kind: "withdraw-all" },
  method: "settings",
  notice: null,
  evidence: null,
  age: null,
};

/** A publishable key tells nobody apart, so a browser's own key for a choice must be one that no other would make. */
const LEAST_KEY = 16;

function isServer(c: Context<App>): boolean {
  return bearerOf(c.req.raw.headers).startsWith("sk_");
}

/** When a renewal brought nothing, the page tries again after this many seconds. */
const RETRY_S = 60;

async function openPerson(c: Context<App>): Promise<{ readonly call: Call; readonly visitor: Visitor }> {
  await limitRate(c.env, c.req.raw.headers);
  const call = await openBrowserCall(c);
  return { call, visitor: await openVisitor(call.platform, call.program, credentialsOf(c.req.raw.headers)) };
}

async function submit(
  c: Context<App>,
  call: Call,
  visitor: Visitor,
  submission: Submission,
  status: 200 | 201,
  after: () => Promise<object> = async () => ({}),
): Promise<Response> {
  const made = await recordChoice(call, visitor, submission);
  if (!made.ok) throw refusalOf(c, call, made.error);
  const { version, receipt, state, permit, stored, issued } = made.value;
  return answer(c, { version, receipt, ...inWords(call.program, state, permit), ...(await after()) }, stored ? status : 202, issued);
}

function refusalOf(c: Context<App>, call: Call, refused: ChoiceRefused): Problem {
  const headers = new Headers();
  if (refused.issued) handOver(c.req.raw.headers, headers, refused.issued);
  for (const cookie of headers.getSetCookie()) c.header("set-cookie", cookie, { append: true });
  const current = { version: refused.version, ...inWords(call.program, refused.state, refused.permit) };
  switch (refused.kind) {
    case "conflict":
      return new Problem("conflict", [], { current });
    case "unavailable":
      return new Problem("unavailable", [], { current }, { "retry-after": "5" });
    case "reused":
      return reusedKey();
  }
}
