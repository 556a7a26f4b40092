import { Hono, type Context, type Next } from "hono";
import type { Call } from "../../actions/call.ts";
import { fileRequest, requestId } from "../../actions/rights/file-request.ts";
import { readDeskRequest } from "../../actions/rights/read-requests.ts";
import { canSign, certificateOf, signedBody } from "../../actions/rights/sign-answer.ts";
import { stepRequest } from "../../actions/rights/step-request.ts";
import { ruleById } from "../../core/consent/resolve-rule.ts";
import { utf8 } from "../../core/kernel/bytes.ts";
import { discovery, identityOf, OPENDSR_RULES, OPENDSR_TYPES, opendsrStatus } from "../../core/rights/opendsr.ts";
import type { RightsRequest } from "../../core/rights/request.ts";
import { opendsrPlace } from "../../core/rights/standing.ts";
import { callbackAt } from "../callback-at.ts";
import type { App } from "../env.ts";
import { reusedKey } from "../once.ts";
import { openServerCall } from "../open-call.ts";
import { invalid, Problem, type FieldError } from "../problem.ts";
import { listAt, objectAt, oneOf, readJson, recordAt, textAt, textsAt } from "../validate.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const FIELDS = [
  ...["api_version", "regulation", "subject_request_id", "subject_request_type", "submitted_time", "subject_identities"],
  ...["status_callback_urls", "extensions"],
];
const ACTOR = "opendsr";
const MOST_URLS = 5;

/** OpenDSR 2.0: a controller hands requests of its people on, asks how they stand, and takes back what nobody began. */
export const opendsrRoutes = new Hono<App>()
  .use((c, next) => signRefusal(c, next))
  .get("/discovery", async (c) => {
    const call = await openServerCall(c, "requests");
    return signed(call, 200, discovery(certificateOf(call.platform)));
  })
  .post("/requests", (c) => file(c))
  .get("/requests/:id", async (c) => {
    const { call, id, request } = await openRequest(c);
    return signed(call, 200, { ...opendsrPlace(request, id), request_status: opendsrStatus(request) });
  })
  .delete("/requests/:id", async (c) => {
    const { call, id, request } = await openRequest(c);
    if (opendsrStatus(request) !== "pending") throw invalid("subject_request_id", "pending", "must be of a request that is pending");
    const taken = await stepRequest(call, request.id, { kind: "cancel" }, { actor: ACTOR, note: null });
    if (!taken.ok) throw invalid("subject_request_id", taken.error, "must be of a request that is pending");
    return signed(call, 202, { ...opendsrPlace(taken.value, id), received_time: new Date(call.now).toISOString() });
  });

async function file(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "requests");
  certificateOf(call.platform);
  const copy = c.req.raw.clone();
  const fields = objectAt(await readJson(c.req.raw), "", FIELDS);
  const regulation = oneOf(fields["regulation"], "regulation", ["gdpr", "ccpa"]);
  const id = uuidAt(fields["subject_request_id"]);
  const identities = listAt(fields["subject_identities"], "subject_identities", 20).map((item, at) => {
    const { identity_type: type, identity_value: value, identity_format: format } = recordAt(item, `subject_identities.${at}`, 3);
    return identityOf(type, value, format);
  });
  const urls = urlsAt(fields["status_callback_urls"] ?? []).map((url, at) => callbackAt(call, url, `status_callback_urls.${at}`, null));
  const who = identities.find((item) => item !== null) ?? null;
  if (who === null) throw invalid("subject_identities", "identity", "must hold an identity that discovery names");
  const filed = await fileRequest(call, {
    kind: oneOf(fields["subject_request_type"], "subject_request_type", OPENDSR_TYPES),
    contact: { who, about: null, claims: {} },
    ...{ via: "opendsr", actor: ACTOR, once: id, confirms: false, proof: "by the controller" },
    rule: ruleById(OPENDSR_RULES[regulation]) ?? call.rule,
    received: submittedAt(call, fields["submitted_time"]),
    reply: { site: call.program.site.key, agent: null, reference: id, urls },
  });
  if (!filed.ok) throw filed.error === "reused" ? reusedKey() : unknown();
  const encoded = btoa(String.fromCharCode(...utf8(await copy.text())));
  const received = new Date(call.now).toISOString();
  return signed(call, 201, { ...opendsrPlace(filed.value, id), received_time: received, encoded_request: encoded });
}

async function openRequest(c: Context<App>): Promise<{ readonly call: Call; readonly id: string; readonly request: RightsRequest }> {
  const call = await openServerCall(c, "requests");
  certificateOf(call.platform);
  const id = uuidAt(c.req.param("id"));
  const found = await readDeskRequest(call, await requestId(call, "opendsr", id));
  if (!found) throw unknown();
  return { call, id, request: found.request };
}

function uuidAt(value: unknown): string {
  const id = textAt(value, "subject_request_id", 36);
  if (!UUID.test(id)) throw invalid("subject_request_id", "uuid", "must be a UUID v4 in lower case");
  return id;
}

function urlsAt(value: unknown): readonly string[] {
  return Array.isArray(value) && value.length === 0 ? [] : textsAt(value, "status_callback_urls", MOST_URLS, 500);
}

function submittedAt(call: Call, value: unknown): number {
  const at = Date.parse(textAt(value, "submitted_time", 40));
  if (Number.isNaN(at) || at > call.now) throw invalid("submitted_time", "date-time", "must be an RFC 3339 date and time that is past");
  return at;
}

async function signed({ platform, program }: Call, status: number, said: object): Promise<Response> {
  const { headers, body } = await signedBody(platform, program.site.consentHost, said);
  return new Response(body, { status, headers: { "content-type": "application/json", "cache-control": "private, no-store", ...headers } });
}

/** Refusals are signed too, by the domain that was asked, and say what is wrong in the form of OpenDSR (7.6) as well. */
async function signRefusal(c: Context<App>, next: Next): Promise<void> {
  await next();
  const refused = c.res;
  if (refused.status < 400 || !canSign({ env: c.env })) return;
  const problem = (await refused.json()) as { readonly detail: string; readonly errors: readonly FieldError[] };
  const errors = problem.errors.map(({ field, rule, detail }) => ({ domain: field, reason: rule, message: detail }));
  const error = { code: refused.status, message: problem.detail, errors };
  const { headers, body } = await signedBody({ env: c.env }, new URL(c.req.url).hostname, { ...problem, error });
  c.res = undefined;
  c.res = new Response(body, { status: refused.status, headers: { ...Object.fromEntries(refused.headers), ...headers } });
}

function unknown(): Problem {
  return new Problem("not-found", [{ field: "subject_request_id", rule: "known", detail: "is no request of this controller" }]);
}
