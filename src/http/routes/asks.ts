import { Hono, type Context } from "hono";
import { answerAsk, type Answer, type AnswerRefusal } from "../../actions/exchange/answer-ask.ts";
import { openVisitor, type Visitor } from "../../actions/consent/open-visitor.ts";
import { seeAsk } from "../../actions/exchange/see-ask.ts";
import type { Call } from "../../actions/call.ts";
import { shownBenefit } from "../../core/exchange/benefit.ts";
import { localeOf } from "../../core/targeting/locale.ts";
import { isAnswerOf } from "../../core/program/ask-field.ts";
import { isOfType, traitFaults } from "../../core/profile/traits.ts";
import type { CompiledAsk } from "../../core/program/compiled-ask.ts";
import { answer } from "../answer.ts";
import { credentialsOf } from "../credentials.ts";
import type { App } from "../env.ts";
import { getsOf } from "../gets.ts";
import { onceOf, reusedKey } from "../once.ts";
import { openBrowserCall } from "../open-call.ts";
import { away, invalid, Problem } from "../problem.ts";
import { limitRate } from "../rate.ts";
import { checkAge, checkGrant, noticeAt } from "../submission.ts";
import { objectAt, optionalTextAt, readJson, textAt, type Fields } from "../validate.ts";

/** A publishable key tells nobody apart, so a browser's own key for an answer must be one that no other would make. */
const LEAST_KEY = 16;
const MOST_TOKEN = 200;

/** /v1/asks: what comes of questions, by whom they were put to. */
export const askRoutes = new Hono<App>()
  .post("/:ask/seen", async (c) => {
    const { call, ask } = await openAsk(c);
    const fields = objectAt(await readJson(c.req.raw), "", ["token"]);
    const seen = await seeAsk(call, await visitorOf(c, call), ask, textAt(fields["token"], "token", MOST_TOKEN));
    if (!seen.ok) throw problemOf(seen.error);
    return answer(c, { ask: ask.key }, 200, seen.value);
  })
  .post("/:ask/answer", async (c) => {
    const { call, ask } = await openAsk(c);
    const fields = objectAt(await readJson(c.req.raw), "", ["value", "consent", "refused", "notice", "token", "locale"]);
    const token = optionalTextAt(fields["token"], "token", MOST_TOKEN) ?? null;
    const locale = localeOf(call.program.compiled.locales, optionalTextAt(fields["locale"], "locale", 35) ?? null);
    const said = readAnswer(call, ask, fields, onceOf(c.req.raw.headers, LEAST_KEY) ?? token, localeIn(call, c.req.query("locale")));
    const visitor = await visitorOf(c, call);
    checkAge(call, visitor, null, said.kind === "consent");
    const taken = await answerAsk(call, visitor, ask, said, token);
    if (!taken.ok) throw problemOf(taken.error);
    const { exchange, variant, isKept, issued } = taken.value;
    if (exchange === null) return answer(c, { ask: ask.key, exchange, benefit: null }, 200, issued);
    const { kind, texts } = shownBenefit(ask, variant);
    const { thanks, benefit } = texts[locale] ?? {};
    const gets = getsOf(call, ask, isKept, c.req.query("locale") ?? locale);
    return answer(c, { ask: ask.key, exchange, benefit: kind, variant, thanks: thanks ?? benefit, gets }, 201, issued);
  });

async function openAsk(c: Context<App, string>): Promise<{ readonly call: Call; readonly ask: CompiledAsk }> {
  await limitRate(c.env, c.req.raw.headers);
  const call = await openBrowserCall(c);
  const ask = call.program.asks.find(({ key }) => key === c.req.param("ask"));
  if (!ask) throw invalid("ask", "known", "must be an ask of this site");
  return { call, ask };
}

function visitorOf(c: Context<App, string>, call: Call): Promise<Visitor> {
  return openVisitor(call.platform, call.program, credentialsOf(c.req.raw.headers));
}

const WAYS = ["value", "consent", "refused"] as const;

/** `once`: the key of the request, else the token of the question, which stands for one answer too. */
function readAnswer(call: Call, ask: CompiledAsk, fields: Fields, once: string | null, locale: string): Answer {
  const [way, ...others] = WAYS.filter((name) => fields[name] !== undefined);
  if (way === undefined || others.length > 0) throw invalid("(body)", "one-of", "must hold one of value, consent and refused");
  if (way !== "value" && fields[way] !== true) throw invalid(way, "true", "must be true, or left out");
  if (way !== "consent" && fields["notice"] !== undefined) throw invalid("notice", "consent", "belongs to a consent");
  if (way === "refused") return { kind: way };
  if (once === null) throw invalid("idempotency-key", "required", "must be sent with everything that brings a benefit");
  const said = way === "value" ? { kind: way, value: valueAt(call, ask, fields["value"]) } : consentAt(call, ask, fields);
  return { ...said, locale, once };
}

/** The language of the page; the first one of the program where it says nothing. */
function localeIn({ program: { compiled } }: Call, wanted: string | undefined): string {
  return compiled.locales.find((locale) => locale === wanted) ?? compiled.locales[0] ?? "en";
}

function valueAt({ program }: Call, ask: CompiledAsk, value: unknown) {
  const attribute = program.attributes[ask.attribute ?? -1];
  if (!attribute) throw invalid("value", "consent", "is not what this ask is for: it asks for a yes");
  if (isOfType(attribute.type, value)) {
    if (isAnswerOf(ask, value)) return value;
    throw invalid(
      "value",
      ask.field,
      ask.field === "choice" ? "must be one of the choices" : `must be a${ask.field === "email" ? "n" : ""} ${ask.field}`,
    );
  }
  const [fault] = traitFaults(program, { [attribute.key]: value }, "person");
  throw invalid("value", "type", fault?.detail ?? `must be a ${attribute.type}`);
}

function consentAt(call: Call, ask: CompiledAsk, fields: Fields) {
  if (ask.consent === null) throw invalid("consent", "value", "is not what this ask is for: it asks for a value");
  const notice = noticeAt(fields["notice"]);
  checkGrant(call, notice, null);
  return { kind: "consent", notice } as const;
}

function problemOf(refused: AnswerRefusal): Problem {
  switch (refused) {
    case "not-put":
      return invalid("ask", "put", "must be one that was put to this person lately");
    case "answered":
      return invalid("ask", "open", "must be one whose answer is not known yet");
    case "no-consent":
      return invalid("ask", "consent", "must serve a purpose that the person allows");
    case "reused":
      return reusedKey();
    case "conflict":
      return new Problem("conflict");
    case "unavailable":
      return away();
  }
}
