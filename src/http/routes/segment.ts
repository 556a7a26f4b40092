import { Hono, type Context } from "hono";
import type { Call } from "../../actions/call.ts";
import type { Handed } from "../../actions/consent/issue-pass.ts";
import { openVisitor } from "../../actions/consent/open-visitor.ts";
import { takeFromServer } from "../../actions/events/take-from-server.ts";
import { takeFromVisitor } from "../../actions/events/take-from-visitor.ts";
import type { Taken } from "../../actions/events/tally.ts";
import { tellsOfChoice } from "../../core/events/preferences.ts";
import { CALL_TYPES, type CallType, type Said } from "../../core/events/said.ts";
import { traitFaults } from "../../core/profile/traits.ts";
import { answer } from "../answer.ts";
import { bearerOf, credentialsOf } from "../credentials.ts";
import type { App } from "../env.ts";
import { openBrowserCall, openServerCall } from "../open-call.ts";
import { invalid, Problem, type FieldError } from "../problem.ts";
import { limitRate } from "../rate.ts";
import { readCall, timeAt } from "../segment-call.ts";
import { listAt, readJson, recordAt, type Fields } from "../validate.ts";

const MOST_CALLS = 2_500;
/** Each is written into the ledger by itself. */
const MOST_CHOICES = 50;
const MOST_CALL_BYTES = 32 * 1024;

/**
 * POST /v1/{identify,track,page,screen,group,alias} and /v1/batch, with the one-letter paths of Segment's browser client.
 * Calls are taken one by one: one that is refused is named and changes nothing, and where all are, so is the request.
 */
export const segmentRoutes = new Hono<App>();
for (const type of CALL_TYPES) segmentRoutes.post(`/${type}`, (c) => take(c, type)).post(`/${type.charAt(0)}`, (c) => take(c, type));
segmentRoutes.post("/batch", (c) => take(c, null)).post("/b", (c) => take(c, null));

async function take(c: Context<App>, type: CallType | null): Promise<Response> {
  const { headers } = c.req.raw;
  const named = bearerOf(headers) || c.req.query("key") || "";
  if (!named.startsWith("sk_")) await limitRate(c.env, headers);
  const body = recordAt(await readJson(c.req.raw), "(body)", 500);
  const key = named || writeKeyIn(body);
  const by = key.startsWith("sk_") ? "server" : "person";
  const call = by === "server" ? await openServerCall(c, "ingest", key) : await openBrowserCall(c, key);
  const { calls, errors } = readAll(call, body, type, by);
  if (calls.length === 0) throw refusalOf(errors);
  const { taken, issued } = await takeCalls(c, call, calls, by);
  return answer(c, { success: true, ...taken, ...(errors.length > 0 ? { errors } : {}) }, 200, issued);
}

function writeKeyIn({ writeKey }: Fields): string {
  return typeof writeKey === "string" ? writeKey : "";
}

async function takeCalls(
  c: Context<App>,
  call: Call,
  calls: readonly Said[],
  by: "person" | "server",
): Promise<{ readonly taken: Taken; readonly issued: Handed | null }> {
  if (by === "server") return { taken: await takeFromServer(call, calls), issued: null };
  return takeFromVisitor(call, await openVisitor(call.platform, call.program, credentialsOf(c.req.raw.headers)), calls);
}

interface ReadAll {
  readonly calls: readonly Said[];
  readonly errors: readonly FieldError[];
}

function readAll(call: Call, body: Fields, type: CallType | null, by: "person" | "server"): ReadAll {
  const envelope = { now: call.now, sentAt: timeAt(body["sentAt"], "sentAt"), type, by };
  const items = type === null ? listAt(body["batch"], "batch", MOST_CALLS) : [body];
  const calls: Said[] = [];
  const errors: FieldError[] = [];
  let choices = 0;
  for (const [index, item] of items.entries()) {
    const path = type === null ? `batch.${index}` : "";
    try {
      if (JSON.stringify(item).length > MOST_CALL_BYTES) throw tooLarge(path);
      const said = readCall(item, path, envelope);
      checkTraits(call, said, path, by);
      if (tellsOfChoice(said) && ++choices > MOST_CHOICES)
        throw invalid(path, "most", `must be one of ${MOST_CHOICES} consent changes of a request`);
      calls.push(said);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      errors.push(...error.errors);
    }
  }
  return { calls, errors };
}

function checkTraits(call: Call, said: Said, path: string, by: "person" | "server"): void {
  if (said.type !== "identify") return;
  const faults = traitFaults(call.program, said.fields, by);
  const prefix = path === "" ? "traits" : `${path}.traits`;
  const errors = faults.map(({ key, rule, detail }) => ({ field: `${prefix}.${key}`, rule, detail }));
  if (errors.length > 0) throw new Problem("invalid-input", errors);
}

function tooLarge(path: string): Problem {
  return new Problem("too-large", [{ field: path || "(body)", rule: "size", detail: `must be at most ${MOST_CALL_BYTES} bytes` }]);
}

function refusalOf(errors: readonly FieldError[]): Problem {
  return new Problem(errors.every(({ rule }) => rule === "size") ? "too-large" : "invalid-input", errors);
}
