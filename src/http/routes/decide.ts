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
import { answerText } from "../answer.ts";
import { bearerOf, credentialsOf } from "../credentials.ts";
import { decisionsText } from "../decisions-text.ts";
import type { App } from "../env.ts";
import { browserCallNow, openBrowserCall, openServerCall } from "../open-call.ts";
import { subjectRefAt } from "../subject-ref.ts";
import { limitRate } from "../rate.ts";
import { pageContextAt } from "../page-context.ts";
import { listAt, objectAt, oneOf, readJson, textAt } from "../validate.ts";

/** POST /v1/decide: slots and context in; content, reasons and consent out. No middleware: this is the hot path. */
export async function decideRoute(c: Context<App>): Promise<Response> {
  const started = performance.now();
  const { headers } = c.req.raw;
  const key = bearerOf(headers);
  if (key.startsWith("sk_")) return decideForServer(c, started);
  const limited = limitRate(c.env, headers);
  if (limited) await limited;
  const call = browserCallNow(c, headers, key) ?? (await openBrowserCall(c));
  const input: DecideInput = { ...readInput(call, await readJson(c.req.raw), ["slots", "context", "explain"], ["person"]), asks: true };
  const credentials = credentialsOf(headers);
  const visitor =
    rememberedVisitor(call.platform, call.program, credentials) ?? (await openVisitor(call.platform, call.program, credentials));
  const opened = carriesPreview(input.context.url) ? await openPreview(call, input.context.url) : null;
  if (opened) return render(c, call, input, { decided: decidePreview(call, visitor, opened, input) }, started);
  if (!needsStorage(call, visitor, input)) return render(c, call, input, { decided: decide(call, visitor, input), visitor }, started);
  return render(c, call, input, { ...(await decideWithStorage(call, visitor, input)), visitor }, started);
}

async function decideForServer(c: Context<App>, started: number): Promise<Response> {
  const call = await openServerCall(c, "decide");
  const body = objectAt(await readJson(c.req.raw), "", ["slots", "context", "subject", "explain"]);
  const input = readInput(call, body, ["slots", "context", "subject", "explain"], ["person", "operator"]);
  const [subject = null] = await findSubjects(call, [subjectRefAt(body["subject"], "subject")]);
  const decided = await decideForSubject(call, subject, input);
  return render(c, call, input, { decided }, started);
}

function readInput(call: Call, body: unknown, known: readonly string[], readers: readonly ("person" | "operator")[]): DecideInput {
  const fields = objectAt(body, "", known);
  const slots = listAt(fields["slots"], "slots", 50).map((slot, index) => textAt(slot, `slots.${index}`, 64));
  return {
    slots: [...new Set(slots)],
    explain: fields["explain"] === undefined ? undefined : oneOf(fields["explain"], "explain", readers),
    context: pageContextAt(call, fields["context"]),
  };
}

function consideredText({ slots }: DecideInput, { considered, preview }: Decided): string {
  if (!considered) return "";
  const shown = preview ? `,"preview":${JSON.stringify(preview)}` : "";
  return `${shown},"considered":${JSON.stringify(Object.fromEntries(slots.map((slot, at) => [slot, considered[at]])))}`;
}

/** What was decided, what the browser is sent along, and who may be asked. */
interface Made {
  readonly decided: Decided;
  readonly issued?: Issued | null;
  readonly visitor?: Visitor;
}

/** The question with the token of whom it is put to. */
async function askText(call: Call, { decided: { ask }, issued, visitor }: Made): Promise<string> {
  const subject = (issued?.pass ?? visitor?.pass)?.subject;
  return ask && subject ? JSON.stringify({ ...ask, token: await signAsk(call, subject, ask) }) : "null";
}

async function render(c: Context<App>, call: Call, input: DecideInput, made: Made, started: number): Promise<Response> {
  const { decided, issued = null } = made;
  const exposures = await signExposures(call, decided.slots);
  const text = `{"decisions":{${decisionsText(input.slots, decided.slots, exposures)}},"consent":${decided.consent},"ask":${await askText(call, made)},"renewAfter":${decided.renewAfter}${consideredText(input, decided)}}`;
  const response = answerText(c, text, 200, issued);
  response.headers.set("server-timing", `decide;dur=${(performance.now() - started).toFixed(1)}`);
  return response;
}
