import type { Context } from "hono";
import type { Call } from "../../actions/call.ts";
import { openVisitor, rememberedVisitor, type Visitor } from "../../actions/consent/open-visitor.ts";
import type { Issued } from "../../actions/consent/issue-pass.ts";
import { decide, decideWithStorage, needsStorage, type Decided, type DecideInput } from "../../actions/targeting/decide.ts";
import { signAsk } from "../../actions/exchange/put-ask.ts";
import { decideForSubject } from "../../actions/targeting/decide-for-subject.ts";
import { carriesPreview, decidePreview, openPreview } from "../../actions/targeting/preview.ts";
import { signExposures } from "../../actions/targeting/sign-exposures.ts";
import { findSubjects } from "../../actions/identity/find-subjects.ts";
import { readCardWords } from "../../storage/phrases.ts";
import { answerDecision } from "../answer.ts";
import { bearerOf, credentialsOf } from "../credentials.ts";
import { decisionsText } from "../decisions-text.ts";
import type { App } from "../env.ts";
import { browserCallNow, openBrowserCall, openServerCall } from "../open-call.ts";
import { subjectRefAt } from "../subject-ref.ts";
import { limitRate } from "../rate.ts";
import { pageContextAt } from "../page-context.ts";
import { objectAt, oneOf, readJson, textsAt } from "../validate.ts";

/** What was decided, what the browser is sent along, and who may be asked. */
interface Made {
  readonly call: Call;
  readonly input: DecideInput;
  readonly decided: Decided;
  readonly issued?: Issued | null;
  readonly visitor?: Visitor;
  /** How long storage kept it waiting, in milliseconds. */
  readonly waited?: number;
}

/** POST /v1/decide: slots and context in; content, reasons and consent out. No middleware: this is the hot path. */
export async function decideRoute(c: Context<App>): Promise<Response> {
  const { headers } = c.req.raw;
  const key = bearerOf(headers);
  const made = key.startsWith("sk_") ? await decideForServer(c) : await decideForBrowser(c, headers, key);
  const exposures = await signExposures(made.call, made.decided);
  const ask = made.decided.ask ? await askText(made) : "null";
  return answerDecision(c, textOf(made, exposures, ask), made.issued ?? null, made.waited ?? 0);
}

async function decideForBrowser(c: Context<App>, headers: Headers, key: string): Promise<Made> {
  const limited = limitRate(c.env, headers);
  if (limited) await limited;
  const call = browserCallNow(c, headers, key) ?? (await openBrowserCall(c));
  const input = readInput(call, await readJson(c.req.raw), BROWSER, ["person"], true);
  const credentials = credentialsOf(headers);
  const visitor =
    rememberedVisitor(call.platform, call.program, credentials) ?? (await openVisitor(call.platform, call.program, credentials));
  const opened = carriesPreview(input.context.url) ? await openPreview(call, input.context.url) : null;
  if (opened) return { call, input, decided: decidePreview(call, visitor, opened, input) };
  if (!needsStorage(call, visitor, input)) return { call, input, decided: decide(call, visitor, input), visitor };
  const started = performance.now();
  const { decided, issued } = await decideWithStorage(call, visitor, input);
  return { call, input, decided, issued, visitor, waited: performance.now() - started };
}

async function decideForServer(c: Context<App>): Promise<Made> {
  const started = performance.now();
  const call = await openServerCall(c, "decide");
  const body = objectAt(await readJson(c.req.raw), "", SERVER);
  const input = readInput(call, body, SERVER, ["person", "operator"]);
  const [subject = null] = await findSubjects(call, [subjectRefAt(body["subject"], "subject")]);
  const decided = await decideForSubject(call, subject, input);
  return { call, input, decided, waited: performance.now() - started };
}

const BROWSER = ["slots", "context", "explain"];
const SERVER = [...BROWSER, "subject"];

function readInput(
  call: Call,
  body: unknown,
  known: readonly string[],
  readers: readonly ("person" | "operator")[],
  asks?: true,
): DecideInput {
  const fields = objectAt(body, "", known);
  const slots = textsAt(fields["slots"], "slots", 50, 64);
  return {
    slots: slots.filter((slot, at) => slots.indexOf(slot) === at),
    explain: fields["explain"] === undefined ? undefined : oneOf(fields["explain"], "explain", readers),
    context: pageContextAt(call, fields["context"]),
    asks,
  };
}

function consideredText({ slots }: DecideInput, { considered, preview }: Decided): string {
  if (!considered) return "";
  const shown = preview ? `,"preview":${JSON.stringify(preview)}` : "";
  return `${shown},"considered":${JSON.stringify(Object.fromEntries(slots.map((slot, at) => [slot, considered[at]])))}`;
}

/** The question with the words of its card and the token of whom it is put to. */
async function askText({ call, decided: { ask }, issued, visitor }: Made): Promise<string> {
  const subject = (issued?.pass ?? visitor?.pass)?.subject;
  if (!ask || !subject) return "null";
  const [words, token] = await Promise.all([readCardWords(call.platform.env, ask.locale), signAsk(call, subject, ask)]);
  return JSON.stringify({ ...ask, words, token });
}

function textOf({ input, decided }: Made, exposures: readonly (string | null)[], ask: string): string {
  return `{"decisions":{${decisionsText(input.slots, decided.slots, exposures, decided.trust)}},"consent":${decided.consent},"ask":${ask},"renewAfter":${decided.renewAfter}${consideredText(input, decided)}}`;
}
